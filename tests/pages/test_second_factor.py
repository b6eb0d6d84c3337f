"""Signing in with a second factor: who must have one, and the whole way with an app's codes."""

import base64
import hmac
import re
import struct
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.test import Client, TestCase
from django.urls import reverse

from accounts.models import User
from groups.models import Role
from tests.addresses import desk_patterns
from tests.pages.words import text_of
from tests.planted import found_in_database
from tests.stories import Coalition, coalition_of, platform_admin

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
SET_UP = "/desk/second-factor/"
SAMPLE = {"slug": "one", "prefix": "mst_abcdefgh", "person": 1, "group": "one", "state": "ended"}


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture(autouse=True)
def _required(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    settings.SIGN_LIMITS = False


def code_of(secret: str, at: float) -> str:
    """The code of RFC 6238: HMAC-SHA-1, 30 seconds, six digits."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(at) // 30), "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def sign_in(user: User) -> tuple[Client, Any]:
    client = Client()
    form = {"login": user.email, "password": PASSWORD, "next": "/desk/"}
    return client, client.post("/accounts/login/", form)


def say_it_is_me(client: Client) -> None:
    """What changes how one signs in asks for the password once more."""
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302


def set_up_app(client: Client) -> str:
    """Sets an app up; its secret."""
    say_it_is_me(client)
    shown = client.get(reverse("mfa_activate_totp"))
    assert shown.status_code == 200, shown["Location"]
    page = shown.content.decode()
    secret = re.findall(r'value="([A-Z2-7]{16,})"', page)[0]
    assert 'src="data:image/svg+xml' in page
    with TestCase.captureOnCommitCallbacks(execute=True):
        done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret, time.time())})
    assert done.status_code == 302
    return str(secret)


@pytest.mark.parametrize("role", [Role.STEWARD, Role.COORDINATOR])
def test_who_looks_after_people_is_led_to_set_one_up(story: Coalition, role: Role) -> None:
    client, _ = sign_in(story.person(group=1, role=role))
    for method in (client.get, client.post):
        answer = method("/desk/outbox/")
        assert (answer.status_code, answer["Location"]) == (302, SET_UP)
    say_it_is_me(client)
    page = client.get(SET_UP)
    assert "Your role needs more than a password" in text_of(page)
    for name in ("mfa_add_webauthn", "mfa_activate_totp", "mfa_index", "account_logout"):
        assert client.get(reverse(name)).status_code == 200


def test_an_organizer_is_invited_to_and_of_the_lead_group_has_to(story: Coalition) -> None:
    partner, _ = sign_in(story.person(group=1, role=Role.ORGANIZER))
    assert "Protect your account" in text_of(partner.get("/desk/"))
    assert "Not now" in text_of(partner.get(SET_UP))
    lead, _ = sign_in(story.person(role=Role.ORGANIZER))
    assert lead.get("/desk/")["Location"] == SET_UP
    admin = Client()
    admin.force_login(platform_admin())
    assert admin.get("/desk/")["Location"] == SET_UP


def test_no_page_of_the_desk_opens_before(story: Coalition) -> None:
    client = Client()
    client.force_login(story.person(role=Role.STEWARD))
    opened = {}
    for name, entry in desk_patterns().items():
        kinds = {"IntConverter": 1, "UUIDConverter": "00000000-0000-4000-8000-000000000000"}
        names = {
            key: kinds.get(type(kind).__name__, SAMPLE.get(key, "one"))
            for key, kind in entry.pattern.converters.items()
        }
        address = reverse(name, kwargs=names)
        answer = client.get(address)
        if answer.status_code == 405:  # what is no page to be read
            answer = client.post(address)
        if (answer.status_code, answer.get("Location")) != (302, SET_UP):
            opened[name] = answer.status_code
    assert opened == {"desk-second-factor": 200, "design": 404}


def test_the_whole_way_with_an_app(story: Coalition) -> None:
    user = story.person(role=Role.STEWARD)
    client, _ = sign_in(user)
    secret = set_up_app(client)
    assert client.get("/desk/").status_code == 200
    codes = re.findall(
        r"<code>(\d+)</code>", client.get("/accounts/2fa/recovery-codes/").content.decode()
    )
    assert len(codes) == 10

    again, answer = sign_in(user)
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert again.get("/desk/")["Location"].startswith("/accounts/login/")
    wrong = again.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert (wrong.status_code, "Incorrect code." in text_of(wrong)) == (200, True)
    later = code_of(secret, time.time() + 30)  # each code is good once
    right = again.post("/accounts/2fa/authenticate/", {"code": later})
    assert right["Location"] == "/desk/"
    assert again.get("/desk/").status_code == 200

    third, _ = sign_in(user)
    assert third.post("/accounts/2fa/authenticate/", {"code": codes[0]})["Location"] == "/desk/"
    fourth, _ = sign_in(user)
    assert fourth.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 200
    assert found_in_database([secret, codes[1]]) == []


def test_the_last_one_stays_while_the_role_requires_it(story: Coalition) -> None:
    user = story.person(role=Role.STEWARD)
    client, _ = sign_in(user)
    set_up_app(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    user.staff_roles.update(ended_at=user.date_joined)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_role_that_comes_after_the_last_was_removed_asks_for_a_new_one(story: Coalition) -> None:
    user = story.person(group=1, role=Role.ORGANIZER)
    client, _ = sign_in(user)
    set_up_app(client)
    assert client.get("/desk/").status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    user.staff_roles.update(role=Role.STEWARD)
    assert client.get("/desk/")["Location"] == SET_UP


def test_who_has_one_is_asked_nothing_more(
    story: Coalition, django_assert_max_num_queries: Any
) -> None:
    user = story.person(role=Role.ORGANIZER)
    Authenticator.objects.create(user=user, type="totp", data={})
    client = Client()
    client.force_login(user)
    pass_factor(client, user)
    client.get(SET_UP)
    assert client.get("/desk/tokens/").status_code == 200
    with django_assert_max_num_queries(7):
        client.get("/desk/tokens/")


def pass_factor(client: Client, user: User) -> None:
    """As if the session had begun with a code."""
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session.save()


def test_who_sets_one_up_ends_all_other_sessions_and_goes_on_in_this_one(story: Coalition) -> None:
    user, other = story.person(role=Role.STEWARD), story.person(group=1, role=Role.ORGANIZER)
    thief, _ = sign_in(user)
    bystander, _ = sign_in(other)
    client, _ = sign_in(user)
    set_up_app(client)

    assert thief.get("/desk/")["Location"].startswith("/accounts/login/")
    # Nor can the ended session take the factor away, or end the others.
    for name in ("mfa_deactivate_totp", "usersessions_list", "mfa_index"):
        assert thief.get(reverse(name))["Location"].startswith("/accounts/login/")
    assert (client.get("/desk/").status_code, bystander.get("/desk/").status_code) == (200, 200)
    assert UserSession.objects.filter(user=user).count() == 1


def test_a_session_without_it_does_not_count_once_there_is_one(story: Coalition) -> None:
    """Begun by a sign-in that was under way while it was set up, or when it came some other way."""
    user = story.person(group=1, role=Role.ORGANIZER)
    clients = [sign_in(user)[0] for _ in range(3)]
    assert [client.get("/desk/").status_code for client in clients] == [200] * 3
    Authenticator.objects.create(user=user, type="totp", data={})
    for client, page in zip(clients, ("/desk/", SET_UP, "/desk/tokens/"), strict=True):
        assert client.get(page)["Location"] == f"/accounts/login/?next={page}"
        assert client.get(reverse("mfa_index"))["Location"].startswith("/accounts/login/")
    client.force_login(user)
    pass_factor(client, story.person(group=1, role=Role.STEWARD))  # somebody else's does not count
    assert client.get("/desk/")["Location"].startswith("/accounts/login/")


def test_development_asks_for_none(story: Coalition, settings: LazySettings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    client, _ = sign_in(story.person(role=Role.STEWARD))
    assert client.get("/desk/").status_code == 200
