"""The page behind an invitation's link and who it is for."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from core.models import Message
from core.outbox import composer
from groups.models import Invitation, Role
from groups.services.invitation import invite_staff, revoke_invitation
from tests.pages.words import is_quiet, text_of
from tests.stories import Coalition, a_person, coalition_of

pytestmark = pytest.mark.django_db
ADDRESS = "ana@guests.example"
FORM = {"name": "Ana Castillo", "password": "a lamp in the window"}


@pytest.fixture
def story() -> Coalition:
    return coalition_of(1)


@pytest.fixture
def invitation(story: Coalition) -> Invitation:
    return invite_staff(group=story.lead, email=ADDRESS, role=Role.ORGANIZER, actor=story.actor())


@pytest.fixture
def path(invitation: Invitation) -> str:
    message = Message.objects.get(about=invitation.pk)
    mail = composer(message.kind)(message)
    assert mail is not None
    return str(re.findall(r"http://[^/]+(/join/\S+)", mail.text)[0])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_reading_accepts_nothing(path: str, story: Coalition) -> None:
    page = Client().get(path)
    assert f"Work with {story.lead.name}" in text_of(page)
    assert f"Sent to {ADDRESS}" in text_of(page)
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("same-origin", "noindex")
    assert ADDRESS not in path
    assert not User.objects.filter(email=ADDRESS).exists()


def test_a_new_person_lands_at_the_desk(path: str, story: Coalition) -> None:
    client = Client()
    landed = client.post(path, FORM, follow=True)
    assert landed.redirect_chain == [("/desk/", 303)]
    assert f"Welcome to {story.lead.name}." in text_of(landed)
    assert is_quiet(Client().get(path))
    assert is_quiet(Client().post(path, FORM))


def test_who_has_an_account_signs_in_first(path: str, story: Coalition) -> None:
    user, client = a_person(ADDRESS), Client()
    page = client.get(path)
    assert "You have an account already." in text_of(page)
    assert client.post(path, FORM).status_code == 200
    assert not user.staff_roles.exists()

    sign_in = re.findall(r'href="(/accounts/login/[^"]+)"', page.content.decode())[0]
    form = {"login": ADDRESS, "password": "correct horse battery", "next": path}
    landed = client.post(sign_in, form, follow=True)
    assert landed.redirect_chain[-1] == (path, 302)
    assert "Accept the invitation" in text_of(landed)
    assert client.post(path)["Location"] == "/desk/"
    assert list(user.staff_roles.values_list("role", flat=True)) == ["organizer"]


def test_somebody_else_is_asked_to_sign_out(path: str, story: Coalition) -> None:
    other = a_person()
    client = signed_in(other)
    assert f"You are signed in as {other.email}." in text_of(client.get(path))
    assert client.post(path, FORM).status_code == 403
    assert not other.staff_roles.exists()


def test_a_short_password_is_said_beside_its_field(path: str) -> None:
    page = Client().post(path, {"name": "Ana", "password": "short"})
    assert page.status_code == 400
    assert "This password is too short." in text_of(page)
    assert 'value="Ana"' in page.content.decode()
    assert "short" not in re.findall(r"<input[^>]+>", page.content.decode())


def test_links_that_are_wrong_or_dead_are_one_quiet_page(
    path: str, invitation: Invitation, story: Coalition
) -> None:
    from_here: Any = Client()
    wrong = path.replace(path.split("/")[2][:4], "AAAA")
    assert is_quiet(from_here.get(wrong))
    revoke_invitation(invitation=invitation, actor=story.actor())
    assert is_quiet(from_here.get(path))
    assert is_quiet(from_here.post(path, FORM))


def test_another_site_cannot_accept_for_one(path: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(path, FORM)
    assert answer.status_code == 403
    assert not User.objects.filter(email=ADDRESS).exists()
