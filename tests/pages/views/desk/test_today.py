"""The first page of the desk."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from core.actors import SYSTEM
from groups.models import Role
from petitions.models import Bundle
from petitions.services.import_work import import_pass
from petitions.services.signature_import import preview_import
from tests.events.gatherings import an_event, in_days
from tests.pages.views.desk.sessions import staff_at
from tests.pages.words import text_of
from tests.petitions.signing import sign
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def test_a_stranger_is_asked_to_sign_in() -> None:
    answer = Client().get("/desk/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/desk/")


def test_staff_see_their_own_groups_alone(story: Coalition) -> None:
    client = Client()
    client.force_login(story.person(group=1, role=Role.ORGANIZER))
    words = text_of(client.get("/desk/"))
    names = [group.name for group in story.groups]
    assert [name in words for name in names] == [False, True]


@pytest.mark.parametrize("path", ["petitions/{}/imports/", "petitions/none/", "none/"])
def test_a_refusal_leads_who_is_signed_in_back_here(story: Coalition, path: str) -> None:
    path = f"/desk/{path.format(open_petition_of(story).slug)}"
    refused = staff_at(story, role=Role.ORGANIZER).get(path)
    assert refused.status_code in {403, 404}
    assert "For organizers: sign in" not in text_of(refused)
    assert '<a class="button" href="/desk/">Back to the desk: Today</a>' in refused.content.decode()


def test_a_refusal_leads_nobody_else_here(story: Coalition) -> None:
    stranger, public = Client().get("/desk/none/"), staff_at(story).get("/none/")
    for refused in (stranger, public):
        assert refused.status_code == 404
        assert "For organizers: sign in" in text_of(refused)
        assert "Back to the desk" not in text_of(refused)


def test_says_what_waits_and_who_is_not_meant_sees_nothing(story: Coalition) -> None:
    event = an_event(story, group=1, start=in_days(0.5), capacity=100)
    Bundle.objects.create(petition=open_petition_of(story, group=1), number=1)
    host, steward, other = Client(), Client(), Client()
    host.force_login(story.person(group=1, role=Role.ORGANIZER))
    steward.force_login(story.person(group=1, role=Role.STEWARD))
    other.force_login(coalition_of(1).person(role=Role.STEWARD))

    words = text_of(host.get("/desk/"))
    assert (event.title in words, "A bundle of" in words) == (True, False)
    assert "A bundle of “Keep the clinic open” waits for your approval" in text_of(
        steward.get("/desk/")
    )
    theirs = text_of(other.get("/desk/"))
    assert [word for word in (event.title, "A bundle of") if word in theirs] == []


def test_lists_and_suspects_wait_for_who_decides(story: Coalition) -> None:
    petition = open_petition_of(story)
    group = story.groups[1]
    for text in ("email\na@example.org\n", "wer\nb@example.org\n"):
        preview_import(
            petition=petition,
            group=group,
            open_file=lambda text=text: BytesIO(text.encode()),  # type: ignore[misc]  # text is bound
            name="list.csv",
            actor=SYSTEM,
        )
    import_pass()
    sign(petition, suspect="too_fast", source=group.slug)
    words = text_of(staff_at(story, group=1, role=Role.STEWARD).get("/desk/"))
    for title in (
        "A list for “Keep the clinic open” waits for your decision 1 row, handed in on",
        "A list for “Keep the clinic open” waits for its columns 1 row, handed in on",
        "1 suspect signature of “Keep the clinic open” waits for your decision",
        "Signatures through your group 0",
        "Open petitions it carries 1",
    ):
        assert (title, title in words) == (title, True)
    theirs = text_of(staff_at(story, group=1, role=Role.ORGANIZER).get("/desk/"))
    assert [one for one in ("A list for", "suspect") if one in theirs] == []


def test_makes_as_many_queries_for_many_as_for_few(
    story: Coalition, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(story.person())
    for _ in range(3):
        an_event(story, start=in_days(3))
        open_petition_of(story)
        with django_assert_max_num_queries(29):
            client.get("/desk/")
