"""Signing in, as a browser does it."""

import re
from typing import Any

import pytest
import redis
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.services.user import create_user
from core.actors import SYSTEM
from tests.stories import a_person

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()


def sign_in(email: str, password: str, client: Client | None = None) -> Any:
    return (client or Client()).post(LOGIN, {"login": email, "password": password})


def body(answer: Any, email: str) -> str:
    """The page without what was typed and without the form's own random token."""
    page = answer.content.decode().replace(email, "EMAIL")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_who_comes_to_the_sign_in_page_by_itself_goes_on_to_the_desk() -> None:
    create_user(email="ann@staff.example", password=PASSWORD, actor=SYSTEM)
    answer = sign_in("ann@staff.example", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")


def test_an_unknown_address_and_a_wrong_password_look_the_same() -> None:
    person = a_person()
    known, unknown = sign_in(person.email, "wrong"), sign_in("nobody@staff.example", "wrong")
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert body(known, person.email) == body(unknown, "nobody@staff.example")


def test_a_forgotten_password_of_nobody_looks_the_same_and_mails_nobody() -> None:
    person = a_person()
    path = "/accounts/password/reset/"
    known = Client().post(path, {"email": person.email})
    unknown = Client().post(path, {"email": "nobody@staff.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [sent.to for sent in mail.outbox] == [[person.email]]


def test_a_foreign_host_header_gets_nowhere() -> None:
    person = a_person()
    answer = Client().post(
        "/accounts/password/reset/",
        {"email": person.email},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    assert answer.status_code == 400
    assert mail.outbox == []


def test_nobody_signs_up() -> None:
    form = {"email": "new@staff.example", "password1": PASSWORD, "password2": PASSWORD}
    Client().post("/accounts/signup/", form)
    assert not User.objects.exists()


def test_guessing_one_account_is_slowed_from_any_network() -> None:
    person = a_person()
    statuses = {
        Client(REMOTE_ADDR=f"203.0.{number}.1")
        .post(LOGIN, {"login": person.email, "password": "guess"})
        .status_code
        for number in range(10)
    }
    assert statuses == {200}
    late = sign_in(person.email, PASSWORD)
    assert late.status_code == 429
    assert int(late["Retry-After"]) <= 30


def test_guessing_nobodys_account_is_slowed_the_same() -> None:
    for number in range(10):
        sign_in("nobody@staff.example", f"guess {number}")
    assert sign_in("NOBODY@staff.example", "more").status_code == 429


def test_one_password_on_many_accounts_is_slowed_by_network() -> None:
    statuses = [sign_in(f"p{number}@staff.example", "summer").status_code for number in range(61)]
    assert statuses == [200] * 60 + [429]


def test_a_password_of_a_megabyte_is_not_hashed() -> None:
    person = a_person()
    answer = sign_in(person.email, "x" * 1_000_000)
    assert body(answer, person.email) == body(sign_in(person.email, "wrong"), person.email)


@pytest.mark.parametrize("password", ["x" * 7, "password1", "12345678901"])
def test_a_weak_new_password_is_refused(password: str) -> None:
    client, person = Client(), a_person()
    client.force_login(person)
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    client.post("/accounts/password/change/", form)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_password_is_taken_as_typed() -> None:
    typed = " pâss word ́ "
    person = create_user(email="ann@staff.example", password=typed, actor=SYSTEM)
    assert person.check_password(typed)
    assert not person.check_password(typed.strip())
    assert sign_in("ann@staff.example", typed).status_code == 302


def test_sign_out_ends_the_session_and_sign_in_renews_it() -> None:
    client, person = Client(), a_person()
    client.get(LOGIN)
    before = client.session.session_key
    sign_in(person.email, PASSWORD, client)
    cookie = client.cookies["sessionid"].value
    assert cookie != before
    client.post("/accounts/logout/")
    stolen = Client()
    stolen.cookies["sessionid"] = cookie
    assert stolen.get("/accounts/sessions/").status_code == 302


def test_a_new_password_ends_all_other_sessions() -> None:
    here, there, person = Client(), Client(), a_person()
    for client in (here, there):
        sign_in(person.email, PASSWORD, client)
    new = "another horse battery"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    here.post("/accounts/password/change/", form)
    assert here.get("/accounts/sessions/").status_code == 200
    assert there.get("/accounts/sessions/").status_code == 302


def a_code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def test_the_second_factor_is_asked_and_a_code_works_once() -> None:
    person, secret = a_person(), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(person, secret)
    first = Client()
    assert sign_in(person.email, PASSWORD, first)["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in first.session
    code = a_code(secret)
    first.post("/accounts/2fa/authenticate/", {"code": code})
    assert first.session["_auth_user_id"] == str(person.pk)
    second = Client()
    sign_in(person.email, PASSWORD, second)
    second.post("/accounts/2fa/authenticate/", {"code": code})
    assert "_auth_user_id" not in second.session


def test_a_recovery_code_works_once() -> None:
    person = a_person()
    TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    assert Authenticator.objects.filter(user=person).count() == 2
    signed_in = []
    for _ in range(2):
        client = Client()
        sign_in(person.email, PASSWORD, client)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        signed_in.append("_auth_user_id" in client.session)
    assert signed_in == [True, False]
