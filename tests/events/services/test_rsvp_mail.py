"""The mails about an event, as they arrive."""

import datetime as dt
import re

import pytest

from core.actors import SYSTEM
from core.models import Message
from core.models.duty import DutyState
from events.models import Event, Reminder
from events.services.event import update_event
from events.services.reminder import remind_pass
from events.services.rsvp_decision import cancel_rsvp, mute_rsvp
from tests.events.gatherings import an_event, answer, in_days, rsvp_of
from tests.events.outbox import Outbox, files_of, said, text_of
from tests.stories import Coalition

pytestmark = pytest.mark.django_db


def remind(event: Event, kind: str = "day_before") -> None:
    """Whatever the hour: tomorrow's is due at six in the evening, and skipped if planned later."""
    past = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    Reminder.objects.filter(event=event, kind=kind).update(
        due_at=past, state=DutyState.PENDING, last_error="", finished_at=None
    )
    remind_pass()


def test_the_first_mail_says_all_there_is_to_know(story: Coalition, outbox: Outbox) -> None:
    start = in_days(10, at="18:30", zone="America/Phoenix")
    event = an_event(
        story, start=start, city="Phoenix", region="AZ", venue="Union Hall",
        address="5 Story Street", accessibility="Step-free.", directions="From the station: left.",
    )  # fmt: skip
    answer(event, "ana", guests=1)
    (letter,) = outbox.deliver()
    text, day = text_of(letter), start.local

    assert letter["Subject"] == "You are coming: Rally for the clinic"
    assert f"{day:%A} {day.day} {day:%B} {day.year}, 6:30 pm to 8:30 pm MST (Arizona Time)" in text
    for words in (
        "Hello Ana", "Phoenix, AZ", "Union Hall", "5 Story Street", "Step-free.",
        "From the station: left.", "You bring 1 person.",
    ):  # fmt: skip
        assert words in text
    html = letter.get_body(("html",))
    assert html is not None
    assert "Union Hall" in html.get_content()
    assert list(files_of(letter)) == [f"{event.slug}.ics"]
    assert letter["List-Unsubscribe"] is None


def test_both_parts_hold_the_same_links(story: Coalition, outbox: Outbox) -> None:
    answer(an_event(story), "ana")
    (letter,) = outbox.deliver()
    html = letter.get_body(("html",))
    assert html is not None
    pages = {
        re.sub(r"/[\w-]{52}/", "/TOKEN/", path)
        for path in re.findall(r"http://localhost:\d+(/r/\S*)", text_of(letter))
    }
    assert pages == {"/r/TOKEN/", "/r/TOKEN/cancel/", "/r/TOKEN/not-me/"}
    for path in re.findall(r"http://localhost:\d+/\S*", text_of(letter)):
        assert path in html.get_content()


def test_a_reminder_says_when_and_can_be_stopped_with_one_click(
    story: Coalition, outbox: Outbox
) -> None:
    event = an_event(story, start=in_days(1))
    answer(event, "ana")
    outbox.deliver()
    remind(event)
    (letter,) = outbox.deliver()

    assert letter["Subject"] == "Tomorrow: Rally for the clinic"
    assert re.fullmatch(
        r"<http://localhost:\d+/r/[\w-]{52}/stop/>", str(letter["List-Unsubscribe"])
    )
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert files_of(letter) == {}


@pytest.mark.parametrize("decide", [cancel_rsvp, mute_rsvp])
def test_who_does_not_come_or_wants_none_is_not_reminded(
    story: Coalition, outbox: Outbox, decide: object
) -> None:
    event = an_event(story)
    for name in ("ana", "bob", "cem"):
        answer(event, name)
    outbox.deliver()
    decide(rsvp_id=rsvp_of(event, "ana").pk)  # type: ignore[operator]  # before it is owed
    remind(event)
    decide(rsvp_id=rsvp_of(event, "bob").pk)  # type: ignore[operator]  # and after

    assert said(outbox.deliver()) == [("cem", "On " + day_of(event))]


def test_who_waits_is_not_reminded(story: Coalition, outbox: Outbox) -> None:
    event = an_event(story, capacity=1)
    answer(event, "ana")
    answer(event, "bob")
    outbox.deliver()
    remind(event)
    assert said(outbox.deliver()) == [("ana", "On " + day_of(event))]


def test_nothing_is_sent_after_the_start(story: Coalition, outbox: Outbox) -> None:
    event = an_event(story)
    answer(event, "ana")
    outbox.deliver()
    remind(event)
    now = dt.datetime.now(dt.UTC)
    Event.objects.filter(pk=event.pk).update(starts_at=now, ends_at=now + dt.timedelta(hours=1))

    assert outbox.deliver() == []
    assert Message.objects.get(kind="events.reminder").last_error == "no longer owed"


def test_a_reminder_that_nobody_could_owe_in_time_is_dropped(story: Coalition) -> None:
    event = an_event(story)
    answer(event, "ana")
    now = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    past = now - dt.timedelta(hours=3)
    Reminder.objects.filter(event=event).update(due_at=past)
    Event.objects.filter(pk=event.pk).update(starts_at=now, ends_at=now + dt.timedelta(hours=1))

    remind_pass()

    rows = Reminder.objects.filter(event=event).values_list("state", "last_error")
    assert set(rows) == {("cancelled", "event_began")}


def test_other_reminders_replace_those_that_are_not_due_yet(story: Coalition) -> None:
    event = an_event(story)
    changes = {"reminders": ["-PT2H", {"offset": "-P3D", "at": "09:00"}]}
    update_event(event=event, changes=changes, version=1, actor=SYSTEM)

    rows = Reminder.objects.filter(event=event).order_by("kind")
    assert list(rows.values_list("kind", "state", "last_error")) == [
        ("2_hours_before", "pending", ""),
        ("3_days_before", "pending", ""),
        ("day_before", "cancelled", "no_longer_wanted"),
    ]


def test_each_mail_has_a_message_id_that_stays(story: Coalition, outbox: Outbox) -> None:
    answer(an_event(story), "ana")
    message = Message.objects.get()
    (letter,) = outbox.deliver()
    assert letter["Message-ID"] == message.message_id
    message.refresh_from_db()
    assert (message.state, message.told) == ("done", 1)


def day_of(event: Event) -> str:
    return f"{event.local_date:%A}: Rally for the clinic"
