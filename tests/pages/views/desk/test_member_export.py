"""People in a file, at the desk: asked for, approved by a second person, taken once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from groups.member_filter import HELD_BY_GROUP
from groups.models import ExportVerdict, MemberExport, Role
from groups.services.member_export import request_export
from groups.services.member_export_build import export_pass
from tests.groups.rolls import Roll
from tests.pages.views.desk.desks import browser, members_path, signed_in
from tests.pages.words import text_of
from tests.stories import Coalition, a_person, coalition_of, staff_of

pytestmark = pytest.mark.django_db
FORM = {
    "reason": "For the phone bank on Saturday",
    "columns": ["email", "given_name"],
    "file_format": "csv",
}


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def roll(story: Coalition) -> Roll:
    """The list of the partner, with Ana on it."""
    roll = Roll(story.groups[1], {role: story.person(group=1, role=role) for role in Role})
    roll.add()
    return roll


@pytest.fixture
def second(roll: Roll) -> Client:
    """Another steward of the group."""
    return signed_in(staff_of(roll.group, Role.STEWARD))


def ask(roll: Roll, role: Role = Role.STEWARD) -> MemberExport:
    return request_export(
        group=roll.group,
        reason="For the phone bank on Saturday",
        wanted=HELD_BY_GROUP,
        columns=("email", "given_name"),
        file_format="csv",
        actor=roll.actor(role),
    )


def ready(roll: Roll, second: Client) -> MemberExport:
    row = ask(roll)
    second.post(path_of(row), {"verdict": "approved"})
    export_pass()
    return row


def path_of(row: MemberExport, rest: str = "") -> str:
    return f"/desk/members/exports/{row.public_id}/{rest}"


def test_a_request_waits_for_a_second_person(roll: Roll) -> None:
    steward = browser(roll)
    path = members_path(roll, "exports/new/")
    assert "Ask for an export" in text_of(steward.get(path + "?region=CA&tag=river"))
    answer = steward.post(path, {**FORM, "region": "CA"}, follow=True)
    row = MemberExport.objects.get()
    assert answer.redirect_chain == [(path_of(row), 303)]
    words = text_of(answer)
    assert "A second person has to approve this" in words
    assert "State: CA" in words
    assert "First name, E-mail address" in words
    assert "Approve the export" not in words
    assert steward.post(path_of(row), {"verdict": "approved"}).status_code == 403
    assert "For the phone bank on Saturday" in text_of(steward.get(members_path(roll, "exports/")))


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"reason": "short"}, "Say in at least 10 characters what the people are needed for."),
        ({"columns": []}, "Choose from the columns that there are."),
        ({"columns": ["note"]}, "Choose from the columns that there are."),
        ({"file_format": "pdf"}, "Choose one of these."),
        ({"tag": "river\0"}, "The form was changed on its way."),
        ({"consent": "maybe"}, "The form was changed on its way."),
    ],
)
def test_what_is_wrong_is_said(roll: Roll, form: dict[str, Any], words: str) -> None:
    page = browser(roll).post(members_path(roll, "exports/new/"), {**FORM, **form})
    assert page.status_code == 400
    assert words in text_of(page)
    assert not MemberExport.objects.exists()


def test_another_steward_approves_and_sees_no_people(roll: Roll, second: Client) -> None:
    row = ask(roll)
    assert roll.group.name in text_of(second.get("/desk/members/exports/"))
    page = second.get(path_of(row))
    assert "For the phone bank on Saturday" in text_of(page)
    assert "Castillo" not in page.content.decode()
    answer = second.post(path_of(row), {"verdict": "approved"}, follow=True)
    assert "The export is approved." in text_of(answer)
    twice = second.post(path_of(row), {"verdict": "refused"})
    assert twice.status_code == 409
    assert "This request was decided on, or has lapsed." in text_of(twice)
    row.refresh_from_db()
    assert row.verdict == "approved"


def test_a_refused_request_says_so(roll: Roll, second: Client) -> None:
    row = ask(roll)
    second.post(path_of(row), {"verdict": "refused"})
    assert "Refused by" in text_of(browser(roll).get(path_of(row)))
    assert second.post(path_of(row), {"verdict": "maybe"}).status_code == 400


def test_a_lead_approves_seeing_how_many_and_what(story: Coalition, roll: Roll) -> None:
    row = ask(roll)
    lead = signed_in(story.person(role=Role.ORGANIZER))
    assert "&lt;10 people" in text_of(lead.get("/desk/members/exports/"))
    page = lead.get(path_of(row))
    assert "People, rounded &lt;10" in text_of(page)
    assert "First name, E-mail address" in text_of(page)
    assert "Castillo" not in page.content.decode()
    answer = lead.post(path_of(row), {"verdict": "approved"}, follow=True)
    assert "Nothing waits for your approval." in text_of(answer)
    assert lead.get(path_of(row)).status_code == 404
    assert lead.post(path_of(row), {"verdict": "refused"}).status_code == 303


def test_what_an_organizer_asks_for_is_no_leads_to_decide(story: Coalition, roll: Roll) -> None:
    row = ask(roll, Role.ORGANIZER)
    lead = signed_in(story.person(role=Role.COORDINATOR))
    assert lead.get(path_of(row)).status_code == 404
    assert lead.post(path_of(row), {"verdict": "approved"}).status_code == 403


def test_the_file_is_taken_once(roll: Roll, second: Client) -> None:
    row = ready(roll, second)
    steward = browser(roll)
    page = text_of(steward.get(path_of(row)))
    assert "The file is ready. It can be taken once." in page
    assert "Only who asked for it can take it." in text_of(second.get(path_of(row)))
    assert steward.get(path_of(row, "file/")).status_code == 405
    answer: Any = steward.post(path_of(row, "file/"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1] == "Ana,ana@example.org"
    assert answer["Content-Disposition"].startswith('attachment; filename="members-')
    again = steward.post(path_of(row, "file/"))
    assert again.status_code == 409
    assert "it can be taken once" in text_of(again)
    assert "The file was taken on" in text_of(steward.get(path_of(row)))


def test_nobody_else_takes_the_file(story: Coalition, roll: Roll, second: Client) -> None:
    row = ready(roll, second)
    others = [second, signed_in(story.person()), signed_in(a_person())]
    assert [one.post(path_of(row, "file/")).status_code for one in others] == [404] * 3


def test_a_file_that_nobody_took_is_gone(roll: Roll, second: Client) -> None:
    row = ready(roll, second)
    MemberExport.objects.update(download_until=timezone.now() - timedelta(minutes=1))
    page = browser(roll).get(path_of(row))
    assert "Nobody took the file within 24 hours" in text_of(page)
    assert browser(roll).post(path_of(row, "file/")).status_code == 409


def test_progress_is_a_part_until_the_file_is_there(roll: Roll) -> None:
    row = ask(roll)
    other = staff_of(roll.group, Role.STEWARD)
    signed_in(other).post(path_of(row), {"verdict": "approved"})
    steward = browser(roll)
    part = steward.get(path_of(row), headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b"Being made" in part.content
    export_pass()
    over = steward.get(path_of(row), headers={"HX-Request": "true"})
    assert (over.content, over["HX-Refresh"]) == (b"", "true")


def test_organizers_see_their_own_and_coordinators_none(roll: Roll) -> None:
    ask(roll)
    own = ask(roll, Role.ORGANIZER)
    page = browser(roll, Role.ORGANIZER).get(members_path(roll, "exports/"))
    assert [row.pk for row, _words in page.context["rows"]] == [own.pk]
    coordinator = browser(roll, Role.COORDINATOR)
    for rest in ("exports/", "exports/new/"):
        assert coordinator.get(members_path(roll, rest)).status_code == 403
    assert coordinator.get(path_of(own)).status_code == 404


def test_today_names_what_waits(roll: Roll, second: Client) -> None:
    row = ask(roll)
    words = f"An export of members of {roll.group.name} waits for your approval"
    assert words in text_of(second.get("/desk/"))
    assert words not in text_of(browser(roll).get("/desk/"))
    second.post(path_of(row), {"verdict": "approved"})
    export_pass()
    assert "A file with 1 person is ready for you" in text_of(browser(roll).get("/desk/"))
    assert "is ready for you" not in text_of(second.get("/desk/"))


def test_the_list_asks_as_much_for_many_as_for_few(
    roll: Roll, django_assert_num_queries: Any
) -> None:
    steward = browser(roll)
    ask(roll)
    steward.get(members_path(roll, "exports/"))
    with django_assert_num_queries(5):
        steward.get(members_path(roll, "exports/"))
    for _number in range(2):
        ask(roll, Role.ORGANIZER)
    with django_assert_num_queries(5):
        steward.get(members_path(roll, "exports/"))


def test_exports_are_paged(roll: Roll, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.views.desk.member_exports.PAGE", 1)
    first_row, second_row = ask(roll), ask(roll)
    steward = browser(roll)
    first = steward.get(members_path(roll, "exports/"))
    second = steward.get(members_path(roll, "exports/") + first.context["next_url"])
    shown = [row.pk for page in (first, second) for row, _words in page.context["rows"]]
    assert shown == [second_row.pk, first_row.pk]


def test_a_lead_who_is_too_late_is_led_back(story: Coalition, roll: Roll) -> None:
    row = ask(roll)
    other = staff_of(roll.group, Role.STEWARD)
    signed_in(other).post(path_of(row), {"verdict": "approved"})
    lead = signed_in(story.person())
    late = lead.post(path_of(row), {"verdict": "refused"})
    assert (late.status_code, late["Location"]) == (303, "/desk/members/exports/")
    assert MemberExport.objects.get().verdict == ExportVerdict.APPROVED
