"""An event moves, is cancelled, takes place after all: who is told what, and how often."""

import datetime as dt
from collections.abc import Callable

import pytest

from core.actors import SYSTEM
from core.errors import Invalid, PreconditionFailed, StateConflict
from core.models import Message
from events.event_place import find_place
from events.local_time import resolve
from events.models import Event, EventState, Reminder, Rsvp
from events.services.event import update_event
from events.services.event_move import cancel_event, move_event, open_event, reopen_event
from events.services.reminder import remind_pass
from events.services.rsvp_decision import cancel_rsvp
from tests.events.gatherings import an_event, answer, in_days, owed_kinds, rsvp_of
from tests.events.outbox import Outbox, all_due, files_of, said, text_of
from tests.stories import Coalition

pytestmark = pytest.mark.django_db
LATER = "Rally for the clinic"


def moved(event: Event, days: float = 11) -> Event:
    fresh = Event.objects.get(pk=event.pk)
    return move_event(event=fresh, version=fresh.version, start=in_days(days), actor=SYSTEM)


def cancelled(event: Event) -> Event:
    fresh = Event.objects.get(pk=event.pk)
    return cancel_event(event=fresh, version=fresh.version, actor=SYSTEM)


def reopened(event: Event) -> Event:
    fresh = Event.objects.get(pk=event.pk)
    return reopen_event(event=fresh, version=fresh.version, actor=SYSTEM)


def planned(event: Event) -> list[tuple[str, int, str, str]]:
    rows = Reminder.objects.filter(event=event).order_by("time_version", "kind")
    return list(rows.values_list("kind", "time_version", "state", "last_error"))


def make_due(event: Event, kind: str = "day_before") -> None:
    Reminder.objects.filter(event=event, kind=kind, state="pending").update(
        due_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )


def test_who_was_told_the_old_time_is_told_the_new_one_once(
    story: Coalition, outbox: Outbox
) -> None:
    event = an_event(story)
    answer(event, "ana")
    outbox.deliver()
    answer(event, "bob")  # whose first mail has not left when the event moves

    moved(event)
    letters = outbox.deliver()

    assert said(letters) == [
        ("ana", "New time or place: Rally for the clinic"),
        ("bob", "You are coming: Rally for the clinic"),
    ]
    day = in_days(11).local
    assert all(f"{day.day} {day:%B %Y}, 12:00 pm" in text_of(letter) for letter in letters)
    assert outbox.deliver() == []


def test_who_waits_is_told_the_new_time_and_still_waits(story: Coalition, outbox: Outbox) -> None:
    event = an_event(story, capacity=1)
    answer(event, "ana")
    answer(event, "bob")
    outbox.deliver()

    moved(event)
    letters = {str(letter["To"]).partition("@")[0]: letter for letter in outbox.deliver()}

    still = "You are still on the waiting list and have no seat yet."
    assert {name: still in text_of(letter) for name, letter in letters.items()} == {
        "ana": False,
        "bob": True,
    }
    assert files_of(letters["bob"]) == {}


def test_two_moves_before_anything_is_sent_are_one_piece_of_news(
    story: Coalition, outbox: Outbox
) -> None:
    event = an_event(story)
    answer(event, "ana")
    outbox.deliver()

    moved(event, 11)
    moved(event, 12)

    assert said(outbox.deliver()) == [("ana", "New time or place: Rally for the clinic")]


@pytest.mark.parametrize(
    ("news", "subject"),
    [(moved, "New time or place: Rally"), (cancelled, "Cancelled: Rally")],
)
def test_a_change_that_is_no_news_does_not_swallow_what_is(
    story: Coalition, outbox: Outbox, news: Callable[[Event], Event], subject: str
) -> None:
    event = an_event(story)
    answer(event, "ana")
    outbox.deliver()

    fresh = news(event)
    update_event(event=fresh, changes={"title": "Rally"}, version=fresh.version, actor=SYSTEM)

    assert said(outbox.deliver()) == [("ana", subject)]


def test_each_move_that_was_told_is_told_again(story: Coalition, outbox: Outbox) -> None:
    event = an_event(story)
    answer(event, "ana")
    outbox.deliver()
    for days in (11, 12, 13):
        moved(event, days)
        assert len(outbox.deliver()) == 1


def test_reminders_of_the_old_time_are_not_sent(story: Coalition, outbox: Outbox) -> None:
    event = an_event(story)
    answer(event, "ana")
    outbox.deliver()
    make_due(event)
    remind_pass()
    assert owed_kinds(rsvp_of(event, "ana")) == ["events.reminder"]

    moved(event)

    assert said(outbox.deliver()) == [("ana", "New time or place: Rally for the clinic")]
    assert planned(event) == [
        ("2_hours_before", 1, "cancelled", "moved"),
        ("day_before", 1, "done", ""),
        ("2_hours_before", 2, "pending", ""),
        ("day_before", 2, "pending", ""),
    ]
    make_due(event)
    remind_pass()
    assert len(outbox.deliver()) == 1


def test_a_letter_on_its_way_while_the_event_moves_is_followed_by_the_news(
    story: Coalition, outbox: Outbox
) -> None:
    """Killed between sending and marking: the old time may have arrived."""
    event = an_event(story)
    rsvp = answer(event, "ana")
    Message.objects.filter(about=rsvp.pk).update(
        state="running", told=1, attempts=1, lease_until=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )

    moved(event)

    assert said(outbox.deliver()) == [
        ("ana", "New time or place: Rally for the clinic"),
        ("ana", "You are coming: Rally for the clinic"),
    ]


def test_the_news_waits_for_a_letter_whose_fate_is_open(story: Coalition, outbox: Outbox) -> None:
    event = an_event(story)
    rsvp = answer(event, "ana")
    in_an_hour = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    first = Message.objects.filter(about=rsvp.pk)
    first.update(state="running", lease_until=in_an_hour)

    moved(event)
    assert outbox.deliver() == []
    news = Message.objects.get(kind="events.moved")
    assert (news.state, news.last_error) == ("pending", "another_on_its_way")

    first.filter(kind="events.rsvp").update(state="done", told=1)
    all_due()
    assert said(outbox.deliver()) == [("ana", "New time or place: Rally for the clinic")]


def test_another_place_is_news_as_well(story: Coalition, outbox: Outbox) -> None:
    event = an_event(story, venue="Town Hall")
    answer(event, "ana")
    outbox.deliver()

    move_event(event=event, version=1, where={"venue": "The old church"}, actor=SYSTEM)

    (letter,) = outbox.deliver()
    assert "The old church" in text_of(letter)
    (calendar,) = files_of(letter).values()
    assert ("SEQUENCE:1" in calendar, "The old church" in calendar) == (True, True)


def test_another_city_has_clocks_of_its_own(story: Coalition) -> None:
    event = an_event(story)
    place = find_place(city="Oakland", region="CA")
    noon_there = resolve(in_days(12).local, place.timezone)

    changed = move_event(event=event, version=1, start=noon_there, place=place, actor=SYSTEM)

    changed.refresh_from_db()
    assert (changed.city, changed.timezone, changed.local_time) == (
        "Oakland",
        "America/Los_Angeles",
        dt.time(12),
    )


def test_a_cancellation_is_told_once_to_everyone_who_comes(
    story: Coalition, outbox: Outbox
) -> None:
    event = an_event(story, capacity=1)
    for name in ("ana", "bob", "cem"):
        answer(event, name)
    cancel_rsvp(rsvp_id=rsvp_of(event, "cem").pk)
    outbox.deliver()
    answer(event, "dan")  # told nothing yet
    make_due(event)
    remind_pass()

    cancelled(event)
    cancelled(event)

    assert said(outbox.deliver()) == [
        ("ana", "Cancelled: Rally for the clinic"),
        ("bob", "Cancelled: Rally for the clinic"),
        ("dan", "Cancelled: Rally for the clinic"),
    ]
    assert planned(event)[0] == ("2_hours_before", 1, "cancelled", "event_cancelled")
    assert remind_pass().pending == 0
    assert outbox.deliver() == []


def test_a_cancelled_event_cancels_the_entry_in_calendars(story: Coalition, outbox: Outbox) -> None:
    event = an_event(story)
    answer(event, "ana")
    (first,) = outbox.deliver()
    cancelled(event)
    (second,) = outbox.deliver()

    uid = f"UID:{event.uid}@localhost"
    before, after = (next(iter(files_of(letter).values())) for letter in (first, second))
    assert ("STATUS:CONFIRMED" in before, "SEQUENCE:0" in before, uid in before) == (True,) * 3
    assert ("STATUS:CANCELLED" in after, "SEQUENCE:1" in after, uid in after) == (True,) * 3


def test_what_takes_place_after_all_is_told_to_who_was_told_otherwise(
    story: Coalition, outbox: Outbox
) -> None:
    event = an_event(story)
    answer(event, "ana")
    outbox.deliver()
    cancelled(event)
    outbox.deliver()

    reopened(event)

    assert said(outbox.deliver()) == [("ana", "On after all: Rally for the clinic")]
    assert [state for _, _, state, _ in planned(event)] == ["pending", "pending"]


def test_a_slip_that_was_taken_back_before_mail_left_is_no_news(
    story: Coalition, outbox: Outbox
) -> None:
    event = an_event(story)
    answer(event, "ana")
    outbox.deliver()

    cancelled(event)
    reopened(event)

    assert outbox.deliver() == []


def test_a_reminder_that_was_sent_is_not_sent_again_after_a_reopening(
    story: Coalition, outbox: Outbox
) -> None:
    event = an_event(story)
    answer(event, "ana")
    make_due(event)
    remind_pass()
    outbox.deliver()
    cancelled(event)
    outbox.deliver()

    reopened(event)
    remind_pass()

    assert said(outbox.deliver()) == [("ana", "On after all: Rally for the clinic")]
    assert planned(event)[1] == ("day_before", 1, "done", "")


def test_a_move_lost_in_a_cancellation_is_told_when_it_is_on_again(
    story: Coalition, outbox: Outbox
) -> None:
    event = an_event(story)
    answer(event, "ana")
    outbox.deliver()

    moved(event)
    cancelled(event)
    reopened(event)

    assert said(outbox.deliver()) == [("ana", "New time or place: Rally for the clinic")]


def test_nobody_is_moved_into_the_past(story: Coalition) -> None:
    event = an_event(story)
    with pytest.raises(Invalid) as refused:
        move_event(event=event, version=1, start=in_days(-1), actor=SYSTEM)
    assert [error.code for error in refused.value.errors] == ["in_past"]


def test_an_old_version_changes_nothing(story: Coalition) -> None:
    event = an_event(story)
    moved(event)
    with pytest.raises(PreconditionFailed):
        move_event(event=event, version=1, start=in_days(12), actor=SYSTEM)
    with pytest.raises(PreconditionFailed):
        cancel_event(event=event, version=1, actor=SYSTEM)


def test_what_is_over_or_cancelled_stays_where_it_was(story: Coalition) -> None:
    over, gone = an_event(story), cancelled(an_event(story))
    Event.objects.filter(pk=over.pk).update(
        starts_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        ends_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
    )
    for event, code in ((over, "event.past"), (gone, "event.cancelled")):
        with pytest.raises(StateConflict) as refused:
            moved(event)
        assert refused.value.code == code


def test_a_draft_is_thought_over_in_silence(story: Coalition, outbox: Outbox) -> None:
    draft = an_event(story, state=EventState.DRAFT)
    moved(draft)
    assert (Reminder.objects.count(), Message.objects.count()) == (0, 0)

    fresh = Event.objects.get(pk=draft.pk)
    opened = open_event(event=fresh, version=fresh.version, actor=SYSTEM)

    assert [state for _, _, state, _ in planned(opened)] == ["pending", "pending"]
    assert (outbox.deliver(), Rsvp.objects.count()) == ([], 0)
