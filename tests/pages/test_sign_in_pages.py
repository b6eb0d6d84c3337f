"""The sign-in pages read like the rest: whole sentences, and in Spanish "tú"."""

import re

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import User
from tests.pages.views.desk.sessions import signed_in
from tests.pages.words import text_of

pytestmark = pytest.mark.django_db
FORMAL = re.compile(r"\b(usted|Usted|[Ss]us?|[Ii]ngrese|[Dd]ebe|[Hh]aga|[Ii]ntroduzca|[Ss]iga)\b")
FOR_ALL = (
    "login/",
    "signup/",
    "inactive/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/1-none/",
    "password/reset/key/done/",
    "confirm-email/",
    "confirm-email/none/",
)
SIGNED_IN = ("password/change/", "email/", "reauthenticate/", "logout/", "2fa/", "sessions/")


@pytest.mark.parametrize("language", ["en", "es"])
def test_pages_of_sign_in_speak_our_language(language: str) -> None:
    person = signed_in(User.objects.create_user(email="ana@staff.example", password="x"))
    pages = [(Client(), path) for path in FOR_ALL] + [(person, path) for path in SIGNED_IN]
    for client, path in pages:
        answer = client.get(f"/accounts/{path}?lang={language}", follow=True)
        assert answer.status_code in (200, 404), path
        heading = re.findall(r"<h1[^>]*>\s*(.*?)\s*</h1>", answer.content.decode(), re.DOTALL)
        words = heading[0].split()
        assert [word for word in words[1:] if word.istitle() and len(word) > 1] == [], path
        if language == "es":
            assert FORMAL.findall(text_of(answer)) == [], path


def test_refusals_of_sign_in_say_tu() -> None:
    answer = Client().post(
        "/accounts/login/?lang=es", {"login": "nobody@staff.example", "password": "wrong"}
    )
    assert "La dirección de correo o la contraseña no son correctas." in text_of(answer)
    with translation.override("es"):
        said = translation.gettext("You must type the same password each time.")
    assert said == "Escribe la misma contraseña las dos veces."
