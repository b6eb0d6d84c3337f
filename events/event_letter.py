"""The words of every mail about an event. Pure: whoever calls has looked up the facts."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.template.loader import render_to_string

from core.mail.mjml_template import render_mjml
from core.outbox import Attachment, Mail
from events.event_calendar import calendar_for
from events.links import event_url, rsvp_url
from events.local_time import in_zone
from events.models import EarlierPlan, Event
from events.sealed_place import Whereabouts
from events.when import when_text

CALENDAR = "text/calendar; method=PUBLISH; charset=utf-8"


class News(Enum):
    """What a mail is about: subject and headline, and the sentence under it."""

    GOING = ("You are coming", "Your place is reserved.")
    CONFIRM = (
        "Please confirm that you are coming",
        "Your place is reserved. The address is for those who confirm: open the page below.",
    )
    WAITING = (
        "You are on the waiting list",
        "Every place is taken. We write to you as soon as one is free for you.",
    )
    PROMOTED = ("There is a place for you", "A place has become free: you can come.")
    REMINDER = ("", "We look forward to seeing you.")
    MOVED = (
        "New time or place",
        "The plan has changed. What is written here replaces what we told you before.",
    )
    CANCELLED = ("Cancelled", "This event does not take place. We are sorry.")
    REOPENED = ("On after all", "We told you that this event was cancelled. It takes place.")

    @property
    def headline(self) -> str:
        return self.value[0]

    @property
    def sentence(self) -> str:
        return self.value[1]


@dataclass(frozen=True)
class Recipient:
    """Who is written to. `where` is what this person may know of the place, None if nothing;
    `asks_for` the groups that they would hear from once they confirm; `told` the earlier plan that
    they were told last, where the mail says that it moved."""

    rsvp_id: UUID
    person: dict[str, str]
    guests: int
    where: Whereabouts | None
    is_going: bool
    asks_for: str = ""
    told: EarlierPlan | None = None


def write_mail(event: Event, to: Recipient, news: News, *, now: datetime) -> Mail:
    """The mail, with a calendar file for who is going, and one-click unsubscribing of reminders."""
    headline = _day_word(event, now) if news is News.REMINDER else news.headline
    subject = f"{headline}: {event.title}"
    facts = _facts(event, to, news) | {"headline": headline, "subject": subject}
    stop_url = f"{facts['own_url']}stop/" if news is News.REMINDER else ""
    facts["stop_url"] = stop_url
    return Mail(
        to=to.person["email"],
        subject=subject,
        text=render_to_string("events/mail/event.txt", facts),
        html=render_mjml("events/mail/event.mjml", facts),
        unsubscribe_url=stop_url,
        attachments=_attachments(event, to, news),
        version=event.time_version,
    )


def _facts(event: Event, to: Recipient, news: News) -> dict[str, str | int | bool]:
    where, own_url = to.where, rsvp_url(to.rsvp_id)
    return {
        "sentence": news.sentence,
        "name": to.person.get("given_name", ""),
        "title": event.title,
        "when": when_text(event),
        **_was(event, to.told),
        "is_cancelled": news is News.CANCELLED,
        "place": event.place_name,
        "venue": where.venue if where else "",
        "address": where.address if where else "",
        "directions": where.directions if where else "",
        "hides_address": where is None,
        "accessibility": event.accessibility,
        "guests": to.guests,
        "is_going": to.is_going,
        "asks_for": to.asks_for,
        "group": event.group.name,
        "event_url": event_url(event.slug),
        "own_url": own_url,
        "cancel_url": f"{own_url}cancel/",
        "disown_url": f"{own_url}not-me/",
    }


def _was(event: Event, told: EarlierPlan | None) -> dict[str, str]:
    """What the person was told before, as far as it is another now."""
    if told is None:
        return {"was_when": "", "was_place": ""}
    when, place = when_text(told), told.place_name
    return {
        "was_when": when if when != when_text(event) else "",
        "was_place": place if place != event.place_name else "",
    }


def _attachments(event: Event, to: Recipient, news: News) -> tuple[Attachment, ...]:
    """A reminder needs no file: the calendar has it already."""
    if news is News.REMINDER or not (to.is_going or news is News.CANCELLED):
        return ()
    return (Attachment(f"{event.slug}.ics", CALENDAR, calendar_for(event, to.where)),)


def _day_word(event: Event, now: datetime) -> str:
    """Today, Tomorrow or the weekday, on the calendar of the event's place."""
    days = (event.local_date - in_zone(now, event.timezone).local.date()).days
    return {0: "Today", 1: "Tomorrow"}.get(days, f"On {event.local_date:%A}")
