"""Letters about an event: in the language of the person, with what the event is."""

import pytest
from django.utils import timezone

from events.event_letter import News, Recipient, write_mail
from events.models import Rsvp
from events.sealed_place import public_whereabouts
from tests.events.gatherings import a_private_event, an_event, answer
from tests.stories import coalition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rsvp() -> Rsvp:
    text = "Bring **water**, and [this sheet](https://river.example/sheet)."
    return answer(an_event(coalition_of(1), text=text), "ana", guests=1)


def letter(
    rsvp: Rsvp, language: str, news: News = News.GOING, *, is_going: bool = True
) -> tuple[str, str, str]:
    person = {"given_name": "Ana", "email": "ana@guests.example", "language": language}
    where = public_whereabouts(rsvp.event)
    to = Recipient(rsvp.pk, person, guests=1, where=where, is_going=is_going)
    mail = write_mail(rsvp.event, to, news, now=timezone.now())
    return mail.subject, mail.text, mail.html


def test_is_written_in_spanish_to_who_answered_in_spanish(rsvp: Rsvp) -> None:
    subject, text, html = letter(rsvp, "es-MX")

    assert subject == f"Vas a venir: {rsvp.event.title}"
    said = ["Hola, Ana:", "Traes a 1 persona.", "de 12:00 p.\u00a0m. a 2:00 p.\u00a0m.", "?lang=es"]
    assert [part for part in said if part not in text] == []
    assert 'lang="es"' in html
    assert "Tu lugar está reservado." in html


def test_is_written_in_english_to_everyone_else(rsvp: Rsvp) -> None:
    subject, text, html = letter(rsvp, "tlh")

    assert subject == f"You are coming: {rsvp.event.title}"
    assert [part for part in ["Hello Ana,", "You bring 1 person."] if part not in text] == []
    assert ("?lang=" in text, 'lang="en"' in html) == (False, True)


def test_tells_what_the_event_is_without_marks_in_plain_text(rsvp: Rsvp) -> None:
    _, text, html = letter(rsvp, "")

    assert "Bring <strong>water</strong>, and <a" in html
    assert "\nBring water, and this sheet (https://river.example/sheet).\n" in text


def test_a_reminder_says_the_day_in_the_language(rsvp: Rsvp) -> None:
    subject, _, _ = letter(rsvp, "es", News.REMINDER)

    assert subject.startswith("El ")


@pytest.mark.parametrize("news", [News.WAITING, News.MOVED, News.REOPENED])
def test_who_waits_is_told_of_no_seat(rsvp: Rsvp, news: News) -> None:
    _, text, html = letter(rsvp, "en", news, is_going=False)

    for part in (text, html):
        assert "as soon as one is free for you." in part
        assert "You would bring 1 person." in part
        assert "You do not want to wait any more?" in part
        words = ["You bring", "You cannot come?", "somebody else can", "replaces what we told you"]
        assert [said for said in words if said in part] == []


@pytest.mark.parametrize(
    ("news", "said"),
    [
        (News.MOVED, "The plan has changed."),
        (News.REOPENED, "We told you that this event was cancelled. It takes place."),
    ],
)
def test_a_change_leaves_who_waits_on_the_waiting_list(rsvp: Rsvp, news: News, said: str) -> None:
    _, text, _ = letter(rsvp, "en", news, is_going=False)

    assert f"\n{said} You are still on the waiting list and have no seat yet. We write" in text


def test_who_waits_is_promised_no_private_address_for_confirming() -> None:
    event = a_private_event(coalition_of(1), capacity=1)
    answer(event, "ana")
    _, text, html = letter(answer(event, "bo"), "en", News.MOVED, is_going=False)

    for part in (text, html):
        assert "The address is for those who have a seat." in part
        words = ["Whisper Lane", "Hidden Hearth", "once you have confirmed", "see the address"]
        assert [said for said in words if said in part] == []
