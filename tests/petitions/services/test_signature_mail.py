"""The letter that asks to confirm: in the language in which the person signed."""

import pytest

from core.actors import ANYONE
from core.models import Message
from core.outbox import Mail, composer
from groups.identity import DEFAULT_RULES
from petitions.services.signature import sign_petition
from petitions.sign_form import read_sign_form
from tests.stories import coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


def letter_to(language: str) -> Mail:
    petition = open_petition_of(coalition_of(1), title="Keep the clinic open")
    person = {"given_name": "Ana", "family_name": "Castillo", "email": "ana@example.org"}
    form = read_sign_form({**person, "language": language}, DEFAULT_RULES)
    sign_petition(slug=petition.slug, form=form, actor=ANYONE)
    message = Message.objects.latest("created_at")
    mail = composer(message.kind)(message)
    assert mail is not None
    return mail


def test_spanish_for_who_signed_in_spanish() -> None:
    mail = letter_to("es-US")

    assert mail.subject == "Confirma tu firma: Keep the clinic open"
    said = ["Hola, Ana:", "Confírmala aquí:", "?lang=es"]
    assert [part for part in said if part not in mail.text] == []
    assert ('lang="es"' in mail.html, "Confirmar mi firma" in mail.html) == (True, True)


def test_english_for_who_said_no_language_of_ours() -> None:
    for language in ("", "tlh"):
        mail = letter_to(language)
        assert mail.subject == "Please confirm your signature: Keep the clinic open"
        assert ("?lang=" in mail.text, "Confirm my signature" in mail.html) == (False, True)
