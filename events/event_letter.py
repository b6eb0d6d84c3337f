"""The words of every mail about an event. Pure: whoever calls has looked up the facts."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import formats, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from core.language import PARAMETER, language_for, supported
from core.mail.mjml_template import render_mjml
from core.markdown import plain_words, render_markdown
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

    GOING = (lazy("You are coming"), lazy("Your seat is reserved."))
    CONFIRM = (
        lazy("Please confirm that you are coming"),
        lazy("Your seat is reserved. The address is for those who confirm: open the page below."),
    )
    WAITING = (
        lazy("You are on the waiting list"),
        lazy("Every seat is taken. We write to you as soon as one is free for you."),
    )
    PROMOTED = (lazy("There is a seat for you"), lazy("A seat has become free: you can come."))
    REMINDER = ("", lazy("We look forward to seeing you."))
    MOVED = (
        lazy("New time or place"),
        lazy("The plan has changed. What is written here replaces what we told you before."),
    )
    CANCELLED = (lazy("Cancelled"), lazy("This event does not take place. We are sorry."))
    REOPENED = (
        lazy("On after all"),
        lazy("We told you that this event was cancelled. It takes place."),
    )

    @property
    def headline(self) -> str:
        return str(self.value[0])

    @property
    def sentence(self) -> str:
        return str(self.value[1])


# The same news for who waits: it gives nobody a seat, and what they were told of one still holds.
WHILE_WAITING = {
    News.MOVED: lazy(
        "The plan has changed. You are still on the waiting list and have no seat yet. We write to"
        " you as soon as one is free for you."
    ),
    News.REOPENED: lazy(
        "We told you that this event was cancelled. It takes place. You are still on the waiting"
        " list and have no seat yet. We write to you as soon as one is free for you."
    ),
}


@dataclass(frozen=True)
class Recipient:
    """Who is written to. `where` is what this person may know of the place, None if nothing;
    `asks_for` the groups that they would hear from once they confirm, and `form` the form
    (`Rsvp.form`) that ticked them; `told` the earlier plan that they were told last, where the mail
    says that it moved."""

    rsvp_id: UUID
    person: dict[str, str]
    guests: int
    where: Whereabouts | None
    is_going: bool
    asks_for: str = ""
    form: int = 0
    told: EarlierPlan | None = None


def write_mail(event: Event, to: Recipient, news: News, *, now: datetime) -> Mail:
    """The mail, with a calendar file for who is going, and one-click unsubscribing of reminders."""
    with translation.override(language_for(to.person.get("language", ""))):
        facts = _facts(event, to, news, now)
        text = render_to_string("events/mail/event.txt", facts)
        html = render_mjml("events/mail/event.mjml", facts)
        attachments = _attachments(event, to, news)
    return Mail(
        to=to.person["email"],
        subject=str(facts["subject"]),
        text=text,
        html=html,
        unsubscribe_url=f"{rsvp_url(to.rsvp_id)}stop/" if news is News.REMINDER else "",
        attachments=attachments,
        version=event.time_version,
    )


def _facts(event: Event, to: Recipient, news: News, now: datetime) -> dict[str, str | int | bool]:
    where, own_url = to.where, rsvp_url(to.rsvp_id, form=to.form)
    language = supported(to.person.get("language", ""))
    kept = f"?{PARAMETER}={language}" if language else ""
    headline = _day_word(event, now) if news is News.REMINDER else news.headline
    return {
        "headline": headline,
        "subject": _("%(news)s: %(title)s") % {"news": headline, "title": event.title},
        "sentence": _sentence(news, to),
        "text": plain_words(event.text),
        "body": mark_safe(render_markdown(event.text)),  # noqa: S308 - sanitised there
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
        "event_url": event_url(event.slug) + kept,
        "own_url": own_url + kept,
        "cancel_url": f"{own_url}cancel/{kept}",
        "disown_url": f"{own_url}not-me/{kept}",
        "stop_url": f"{own_url}stop/{kept}" if news is News.REMINDER else "",
    }


def _sentence(news: News, to: Recipient) -> str:
    return news.sentence if to.is_going else str(WHILE_WAITING.get(news, news.sentence))


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
    if days in {0, 1}:
        return _("Tomorrow") if days else _("Today")
    # Translators: Django's date format l is the weekday, in: On Sunday.
    return formats.date_format(event.local_date, _("\\O\\n l"))
