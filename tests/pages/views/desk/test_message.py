"""A group writes to its members: drafts, previews, tests, sending, progress, calling off."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.models import Message
from groups.models import GroupMessage, Role
from groups.services.group_message import write_message
from groups.services.group_message_sending import group_message_count_pass, group_message_pass
from tests.groups.rolls import Roll, a_roll, newcomer
from tests.pages.views.desk.desks import browser, signed_in
from tests.pages.words import text_of
from tests.stories import a_person, platform_admin

pytestmark = pytest.mark.django_db
FORM = {"subject": "Saturday at the court", "text": "Come to **the steps**.\n\n- Bring signs"}


@pytest.fixture
def roll() -> Roll:
    roll = a_roll()
    roll.enrol(newcomer(), newcomer("bo@example.org", given_name="Bo"))
    roll.add(email="silent@example.org")
    return roll


def messages_path(roll: Roll, rest: str = "") -> str:
    return f"/desk/groups/{roll.group.slug}/messages/{rest}"


def draft(roll: Roll, **fields: str) -> GroupMessage:
    return write_message(group=roll.group, data={**FORM, **fields}, actor=roll.actor())


def path_of(roll: Roll, row: GroupMessage, rest: str = "") -> str:
    return messages_path(roll, f"{row.public_id}/{rest}")


@pytest.mark.parametrize("role", list(Role))
def test_all_staff_write_and_see_no_address(roll: Roll, role: Role) -> None:
    client = browser(roll, role)
    answer = client.post(messages_path(roll, "new/"), {**FORM, "act": "save"}, follow=True)
    row = GroupMessage.objects.get()
    assert answer.redirect_chain == [(path_of(roll, row), 303)]
    words = text_of(answer)
    assert "2 people would get it now." in words
    assert "<strong>the steps</strong>" in answer.content.decode()
    pages = [client.get(path_of(roll, row, rest)) for rest in ("", "edit/", "send/", "cancel/")]
    pages.append(client.get(messages_path(roll)))
    assert [page.status_code for page in pages] == [200] * 5
    assert [page for page in pages if b"Castillo" in page.content] == []
    assert [page for page in pages if b"ana@example.org" in page.content] == []


def test_a_preview_is_shown_before_anything_is_kept(roll: Roll) -> None:
    form = {**FORM, "region": "CA", "act": "preview", "text": "<b>x</b> **bold**"}
    page = browser(roll).post(messages_path(roll, "new/"), form)
    html = page.content.decode()
    assert "<strong>bold</strong>" in html
    assert "<b>x</b>" not in html
    said = text_of(page)
    assert "2 people would get it." in said
    assert "Hello (first name)," in said
    assert f"You get this because you agreed to hear from {roll.group.name}. Unsubscribe" in said
    assert not GroupMessage.objects.exists()


def test_a_text_that_is_too_long_is_refused_unread(roll: Roll) -> None:
    client = browser(roll)
    for act in ("preview", "save"):
        form = {**FORM, "act": act, "text": "**x**" + "[" * 60_000}
        page = client.post(messages_path(roll, "new/"), form)
        assert (page.status_code, "<strong>x</strong>" in page.content.decode()) == (400, False)
    assert "This is too long." in text_of(
        client.post(messages_path(roll, "new/"), {**form, "act": "preview"})
    )
    typed = {**FORM, "act": "preview", "text": "**x**" + "aaaa\r\n" * 1990}
    assert "<strong>x</strong>" in client.post(messages_path(roll, "new/"), typed).content.decode()


def test_the_filter_of_the_list_comes_along(roll: Roll) -> None:
    page = browser(roll).get(messages_path(roll, "new/") + "?region=CA&tag=river&city=oakland")
    html = page.content.decode()
    assert '<option value="CA" selected>' in html
    assert '<option value="river" selected>' in html
    assert 'value="Oakland"' in html


def test_what_is_wrong_is_said(roll: Roll) -> None:
    page = browser(roll).post(messages_path(roll, "new/"), {"subject": "", "text": "Kept"})
    assert page.status_code == 400
    assert "Write a subject and a text." in text_of(page)
    assert "Kept" in text_of(page)


def test_a_draft_is_changed_and_a_conflict_shows_both(roll: Roll) -> None:
    row = draft(roll)
    client = browser(roll)
    path = path_of(roll, row, "edit/")
    mine = {**FORM, "subject": "Mine", "version": "1", "act": "save"}
    theirs = {**FORM, "subject": "Theirs", "version": "1", "act": "save"}
    assert client.post(path, theirs).status_code == 303
    page = client.post(path, mine)
    assert page.status_code == 412
    words = text_of(page)
    assert "Somebody else changed this draft meanwhile." in words
    assert "Theirs" in words
    html = page.content.decode()
    assert 'value="Mine"' in html
    assert 'name="version" value="2"' in html
    assert client.post(path, {**mine, "version": "2"}).status_code == 303
    assert GroupMessage.objects.get().subject == "Mine"


def test_a_test_goes_to_oneself(roll: Roll) -> None:
    row = draft(roll)
    answer = browser(roll).post(path_of(roll, row, "test/"), follow=True)
    assert "A test is on its way to your own address." in text_of(answer)
    assert Message.objects.count() == 1


def test_sending_asks_first_and_shows_its_progress(roll: Roll) -> None:
    row = draft(roll)
    client = browser(roll)
    path = path_of(roll, row, "send/")
    assert "Send it to 2 people?" in text_of(client.get(path))
    assert client.post(path, {"when": "now", "version": "1"}).status_code == 303
    assert client.post(path, {"when": "now", "version": "1"}).status_code == 412
    assert client.get(path).status_code == 404
    assert "It is sent on" in text_of(client.get(path_of(roll, row)))
    GroupMessage.objects.update(send_at=timezone.now() - timedelta(hours=1))
    group_message_pass()
    words = text_of(client.get(path_of(roll, row)))
    assert "sent 0 left to send 2 failed 0" in words
    part = client.get(path_of(roll, row), headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    Message.objects.update(state="done")
    group_message_count_pass()
    over = client.get(path_of(roll, row), headers={"HX-Request": "true"})
    assert (over.content, over["HX-Refresh"]) == (b"", "true")
    assert "sent 2 left to send 0" in text_of(client.get(path_of(roll, row)))
    assert client.get(path_of(roll, row, "cancel/")).status_code == 404
    assert client.post(path_of(roll, row, "cancel/")).status_code == 409


def test_a_message_can_be_sent_later(roll: Roll) -> None:
    row = draft(roll)
    day = timezone.now().date() + timedelta(days=2)
    form = {"when": "later", "day": day.isoformat(), "at": "18:30", "version": "1"}
    assert browser(roll).post(path_of(roll, row, "send/"), form).status_code == 303
    row.refresh_from_db()
    assert row.send_at is not None
    assert row.send_at.isoformat() == f"{day}T18:30:00+00:00"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"when": "never"}, "Choose one of these."),
        ({"when": "later", "day": "", "at": "18:30"}, "Name the day."),
        ({"when": "later", "day": "2026-07-01", "at": "noon"}, "Write the time as 18:30."),
        ({"when": "later", "day": "2020-07-01", "at": "18:30"}, "within the next 90 days"),
    ],
)
def test_a_time_that_cannot_be_is_said(roll: Roll, form: dict[str, str], words: str) -> None:
    row = draft(roll)
    page = browser(roll).post(path_of(roll, row, "send/"), {**form, "version": "1"})
    assert page.status_code == 400
    assert words in text_of(page)


def test_nobody_and_too_often_are_refused_in_words(roll: Roll) -> None:
    client = browser(roll)
    nobody = draft(roll, tag="none")
    page = client.post(path_of(roll, nobody, "send/"), {"when": "now", "version": "1"})
    assert (page.status_code, "Nobody would get this message." in text_of(page)) == (409, True)
    rows = [draft(roll) for _ in range(3)]
    answers = [
        client.post(path_of(roll, row, "send/"), {"when": "now", "version": "1"}) for row in rows
    ]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert "at most 2 times a day" in text_of(answers[2])


def test_it_is_called_off(roll: Roll) -> None:
    row = draft(roll)
    client = browser(roll)
    assert "Call this message off?" in text_of(client.get(path_of(roll, row, "cancel/")))
    for _ in range(2):
        assert client.post(path_of(roll, row, "cancel/")).status_code == 303
    words = text_of(client.get(path_of(roll, row)))
    assert "Called off" in words
    assert "Send a test to myself" not in words
    assert client.get(path_of(roll, row, "edit/")).status_code == 302


def test_others_see_no_message(roll: Roll) -> None:
    row = draft(roll)
    stranger = browser(a_roll())
    paths = [messages_path(roll), messages_path(roll, "new/")]
    paths += [path_of(roll, row, rest) for rest in ("", "edit/", "send/", "cancel/")]
    assert [stranger.get(path).status_code for path in paths] == [404] * 6
    admin = signed_in(platform_admin())
    assert [admin.get(path).status_code for path in paths] == [403] * 6


def test_the_menu_leads_to_the_only_group(roll: Roll) -> None:
    only = browser(roll).get("/desk/messages/")
    assert (only.status_code, only["Location"]) == (302, messages_path(roll))
    assert "You have no role in a group yet." in text_of(
        signed_in(a_person()).get("/desk/messages/")
    )


def test_the_list_asks_as_much_for_many_as_for_few(
    roll: Roll, django_assert_num_queries: Any
) -> None:
    client = browser(roll)
    draft(roll)
    client.get(messages_path(roll))
    with django_assert_num_queries(5):
        client.get(messages_path(roll))
    for _ in range(2):
        draft(roll)
    with django_assert_num_queries(5):
        page = client.get(messages_path(roll))
    assert len(page.context["rows"]) == 3


def test_messages_are_paged(roll: Roll, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.views.desk.messages.PAGE", 1)
    rows = [draft(roll), draft(roll)]
    client = browser(roll)
    first = client.get(messages_path(roll))
    second = client.get(messages_path(roll) + first.context["next_url"])
    shown = [row.pk for page in (first, second) for row, *_ in page.context["rows"]]
    assert shown == [rows[1].pk, rows[0].pk]
