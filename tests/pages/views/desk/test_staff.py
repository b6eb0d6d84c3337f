"""The staff of a group: what coordinators and administrators see and change."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from groups.models import Invitation, Role
from groups.services.invitation import invite_staff
from tests.pages.words import text_of
from tests.stories import Coalition, coalition_of, platform_admin, staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def boss(story: Coalition) -> Client:
    return signed_in(story.person())


def staff_path(story: Coalition, rest: str = "") -> str:
    return f"/desk/groups/{story.lead.slug}/staff/{rest}"


def test_a_coordinator_sees_people_their_roles_and_their_second_factor(
    story: Coalition, boss: Client
) -> None:
    steward = story.person(role=Role.STEWARD)
    Authenticator.objects.create(user=steward, type="totp", data={})
    words = text_of(boss.get(staff_path(story)))
    assert [story.person(role=role).email in words for role in Role] == [True, True, True]
    assert (words.count(" Yes"), words.count(" No ")) == (1, 2)
    assert story.person(group=1).email not in words


def test_the_menu_leads_to_the_one_group(story: Coalition, boss: Client) -> None:
    assert boss.get("/desk/staff/")["Location"] == staff_path(story)
    assert b'href="/desk/staff/"' in boss.get("/desk/").content
    organizer = signed_in(story.person(role=Role.ORGANIZER))
    assert b'href="/desk/staff/"' not in organizer.get("/desk/").content


def test_an_administrator_sees_roles_without_people(story: Coalition) -> None:
    page = signed_in(platform_admin()).get(staff_path(story))
    assert "Coordinator since" in text_of(page)
    assert [person.email for person in story.people.values() if person.email in text_of(page)] == []


def test_roles_are_given_and_ended_at_once(story: Coalition, boss: Client) -> None:
    person = story.person(role=Role.ORGANIZER)
    path = staff_path(story, f"{person.pk}/")
    answer = boss.post(path, {"roles": ["steward", "coordinator"]})
    assert (answer.status_code, answer["Location"]) == (303, staff_path(story))
    held = person.staff_roles.filter(ended_at=None).order_by("role")
    assert list(held.values_list("role", flat=True)) == ["coordinator", "steward"]
    assert boss.post(path, {"roles": ["steward", "coordinator"]}).status_code == 303
    assert boss.post(path, {}).status_code == 303
    assert not held.all().exists()
    assert boss.get(path).status_code == 404


def test_the_last_coordinator_stays(story: Coalition, boss: Client) -> None:
    page = boss.post(staff_path(story, f"{story.person().pk}/"), {"roles": ["organizer"]})
    assert page.status_code == 409
    assert "This is the group's last coordinator." in page.content.decode().replace("&#x27;", "'")
    # Nothing of it was done.
    assert list(story.person().staff_roles.values_list("role", "ended_at")) == [
        ("coordinator", None)
    ]


def test_who_hands_over_may_leave_in_one_go(story: Coalition, boss: Client) -> None:
    other = staff_of(story.lead, Role.COORDINATOR)
    answer = boss.post(staff_path(story, f"{story.person().pk}/"), {"roles": []})
    assert answer.status_code == 303
    assert boss.get(staff_path(story)).status_code == 404
    assert signed_in(other).get(staff_path(story)).status_code == 200


def test_an_invitation_is_sent_sent_again_and_taken_back(story: Coalition, boss: Client) -> None:
    form = {"email": "ana@guests.example", "role": "steward"}
    sent = boss.post(staff_path(story, "invite/"), form, follow=True)
    assert "The invitation is on its way." in text_of(sent)
    assert "ana@guests.example" in text_of(sent)
    path = f"/desk/groups/{story.lead.slug}/invitations/{Invitation.objects.get().pk}/"
    assert "as Steward, and not accepted yet." in text_of(boss.get(path))
    again = boss.post(path, {"act": "resend"}, follow=True)
    assert "The invitation is sent again." in text_of(again)
    gone = boss.post(path, {"act": "revoke"}, follow=True)
    assert "The invitation is taken back." in text_of(gone)
    assert "ana@guests.example" not in text_of(gone)
    assert boss.get(path).status_code == 404


def test_what_was_typed_stays_with_what_is_wrong(story: Coalition, boss: Client) -> None:
    page = boss.post(staff_path(story, "invite/"), {"email": "nobody", "role": "steward"})
    assert page.status_code == 400
    assert 'value="nobody"' in page.content.decode()
    assert "This is not an e-mail address." in text_of(page)
    none = boss.post(staff_path(story, "invite/"), {"email": "ana@guests.example"})
    assert "Choose one of these." in text_of(none)


def test_makes_as_many_queries_for_many_as_for_few(
    story: Coalition, boss: Client, django_assert_max_num_queries: Any
) -> None:
    boss.get(staff_path(story))
    for _ in range(3):
        staff_of(story.lead, Role.ORGANIZER, Role.STEWARD)
        with django_assert_max_num_queries(12):
            boss.get(staff_path(story))
    actor = story.actor()
    for name in ("ana", "bo", "cy"):
        invite_staff(
            group=story.lead, email=f"{name}@guests.example", role=Role.STEWARD, actor=actor
        )
        with django_assert_max_num_queries(12):
            boss.get(staff_path(story))
