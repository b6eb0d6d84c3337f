"""Making users."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from accounts.services.user import create_user, first_password_link
from core.actors import ANYONE, SYSTEM, Actor
from core.errors import Forbidden, Invalid

pytestmark = pytest.mark.django_db


def test_a_user_signs_in_by_e_mail_in_any_case() -> None:
    user = create_user(email="Ann@Staff.Example", password="correct horse battery", actor=SYSTEM)
    address = EmailAddress.objects.get()
    assert (address.user, address.primary, address.verified) == (user, True, True)
    client = Client()
    answer = client.post(
        "/accounts/login/",
        {"login": "ann@staff.EXAMPLE", "password": "correct horse battery"},
    )
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_same_address_in_another_case_is_the_same_user() -> None:
    first = create_user(email="ann@staff.example", actor=SYSTEM)
    assert create_user(email="ANN@staff.example", actor=SYSTEM) == first


def test_an_existing_user_keeps_the_password() -> None:
    create_user(email="ann@staff.example", password="correct horse battery", actor=SYSTEM)
    create_user(email="ann@staff.example", password="another horse battery", actor=SYSTEM)
    assert User.objects.get().check_password("correct horse battery")


@pytest.mark.parametrize("email", ["", "ann", "ann@", "a@b c.example", "a@b.example\nBcc: x@y.z"])
def test_an_address_that_cannot_be(email: str) -> None:
    with pytest.raises(Invalid) as refused:
        create_user(email=email, actor=SYSTEM)
    assert [error.field for error in refused.value.errors] == ["email"]
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["", "short", "password"])
def test_a_password_that_is_too_weak(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        create_user(email="ann@staff.example", password=password, actor=SYSTEM)
    assert [error.field for error in refused.value.errors] == ["password"]
    assert not User.objects.exists()


@pytest.mark.parametrize("actor", [ANYONE, Actor(user_id=1)])
def test_only_operators_make_users(actor: Actor) -> None:
    with pytest.raises(Forbidden):
        create_user(email="ann@staff.example", actor=actor)


def test_the_link_sets_a_first_password_once() -> None:
    user = create_user(email="ann@staff.example", actor=SYSTEM)
    path = first_password_link(user).removeprefix("http://localhost:8000")
    client = Client()
    form = client.get(path)
    assert form.status_code == 302
    new = "correct horse battery"
    client.post(form["Location"], {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)
    late = Client()
    again = late.get(path, follow=True)
    late.post(again.request["PATH_INFO"], {"password1": "x" * 20, "password2": "x" * 20})
    user.refresh_from_db()
    assert user.check_password(new)
