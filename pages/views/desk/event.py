"""One event at the desk: what it is, who comes, and what they were told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core.actors import Actor
from core.errors import Invalid, NotFound
from core.markdown import render_markdown
from core.models.duty import DutyState
from events.local_time import in_zone
from events.models import Event, Reminder, RsvpState
from events.policies import may_check_in, may_count, may_read_people, may_see_place
from events.sealed_place import whereabouts_of
from events.selectors.event import get_event_at_desk
from events.selectors.reminder import reminders_of
from events.selectors.rsvp import Turnout, turnouts
from events.selectors.rsvp_door import door_page
from events.selectors.rsvp_message import unsent_mail
from events.selectors.rsvp_page import guest_page
from events.when import when_text
from groups.selectors.staff import standing_of
from groups.standing import Standing
from pages.desk_actor import desk_page
from pages.desk_board import board_rows
from pages.desk_counts import Shown, shown_to
from pages.desk_frame import desk_render
from pages.desk_times import moment_words
from pages.reminder_words import mail_words, not_sent_words, reminder_words
from pages.views.desk.check_in import page_links, query_in

PRINTED = 250  # people a part: each is printed by itself
WAITS = RsvpState.WAITING
STATES = (RsvpState.GOING, WAITS)


@dataclass(frozen=True)
class ReminderLine:
    """One planned reminder, on the clocks of the event's place."""

    kind: str
    due: str
    due_at: datetime
    state: str
    to: str


@dataclass(frozen=True)
class MailLine:
    """Messages of one kind that are on their way or failed."""

    kind: str
    is_failed: bool
    error: str
    number: Shown


@require_safe
@desk_page
def event_page(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """For the staff of its group, those of the campaign's lead, and administrators. Raises
    NotFound for everyone else."""
    event = get_event_at_desk(slug=slug, actor=actor)
    standing = standing_of(actor)
    [row] = board_rows([event], standing=standing)
    facts = event_facts(event, standing) | {
        "row": row,
        "text": render_markdown(event.text),
        "where": whereabouts_of(event) if may_see_place(standing, event) else None,
        "starts_at_utc": event.starts_at,
        "figures": _figures(event, standing),
        "reminders": [_reminder_line(event, row, standing) for row in reminders_of(event)],
        "mails": _mails(event, standing),
        "earlier": [
            (when_text(plan), plan.place_name)
            for plan in event.earlier_plans.order_by("-time_version")[:10]
        ],
        "own": own_words(event),
    }
    return desk_render(request, actor, "desk/event.html", facts, section="actions")


@require_safe
@desk_page
def guests(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Who comes or waits, masked but for stewards. Raises NotFound for who is not of the group."""
    event = _hosted(slug, actor)
    standing = standing_of(actor)
    asked = request.GET.get("state", RsvpState.GOING)
    state = RsvpState(asked) if asked in STATES else RsvpState.GOING
    page = guest_page(event=event, state=state, after=_after_in(request), actor=actor)
    counts = turnouts([event])[event.pk]
    facts = event_facts(event, standing) | {
        "state": state,
        "page": page,
        "counts": counts,
        "next_url": f"?state={state}&after={page.next_after}" if page.next_after else "",
        "first_url": f"?state={state}" if page.first > 1 else "",
        "in_full": may_read_people(standing, event),
    }
    return desk_render(request, actor, "desk/event_guests.html", facts, section="actions")


@require_safe
@desk_page
def door_list(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """The list to print for the door: names with a box to tick, no address of anybody. Raises
    NotFound for who is not of the group."""
    event = _hosted(slug, actor)
    query = query_in(request.GET)
    page = door_page(event=event, query=query, actor=actor, size=PRINTED)
    facts = event_facts(event, standing_of(actor)) | {
        "page": page,
        "going": [guest for guest in page.guests if guest.state == RsvpState.GOING],
        "waiting": sorted(
            (
                (page.places.get(guest.rsvp_id), guest)
                for guest in page.guests
                if guest.state == WAITS
            ),
            key=lambda placed: placed[0] or len(page.places) + 1,  # beside the line, behind it
        ),
        **page_links(query, page),
    }
    return desk_render(request, actor, "desk/event_door.html", facts, section="actions")


def event_facts(event: Event, standing: Standing) -> dict[str, Any]:
    """What every page of the event shows around its own."""
    return {
        "event": event,
        "when": when_text(event),
        "hosts": may_check_in(standing, event),
        "counts_only": may_count(standing, event) and not may_check_in(standing, event),
    }


def own_words(event: Event) -> list[str]:
    """What the city has of its own and not of the action's plan."""
    words = {
        "title": _("title"),
        "text": _("text"),
        "time": _("day and time"),
        "duration_minutes": _("duration"),
        "venue_hint": _("hint at the place"),
        "capacity": _("Seats"),
        "reminders": _("reminders"),
    }
    return [words[name] for name in event.own_fields if name in words]


def _hosted(slug: str, actor: Actor) -> Event:
    event = get_event_at_desk(slug=slug, actor=actor)
    if not may_check_in(standing_of(actor), event):
        raise NotFound(_("There is no such event."), code="event.unknown")
    return event


def _after_in(request: HttpRequest) -> int:
    text = request.GET.get("after", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid.field("after", "invalid", _("Use a link that a page gave you."))
    return int(text)


def _figures(event: Event, standing: Standing) -> dict[str, Shown]:
    """Answers of people; empty for who may not count them."""
    if not (may_check_in(standing, event) or may_count(standing, event)):
        return {}
    found: Turnout = turnouts([event])[event.pk]
    numbers = {
        "seats": found.seats,
        "answers": found.going,
        "waiting": found.in_line,
        "cancelled": found.cancelled,
        "here": found.seats_here,
    }
    return {name: shown_to(standing, event, number) for name, number in numbers.items()}


def _reminder_line(event: Event, row: Reminder, standing: Standing) -> ReminderLine:
    due = in_zone(row.due_at, event.timezone)
    people = None if row.people is None else shown_to(standing, event, row.people)
    return ReminderLine(
        reminder_words(row.kind),
        moment_words(due, event.country),
        row.due_at,
        _state(row),
        _to(people),
    )


def _to(people: Shown) -> str:
    """To how many it was sent; empty where nobody may know, or it was not."""
    if people is None:
        return ""
    if isinstance(people, str):
        return _("to fewer than ten people")
    words = ngettext("to %(number)s person", "to %(number)s people", people)
    return words % {"number": intcomma(people)}


def _state(row: Reminder) -> str:
    if row.state == DutyState.CANCELLED:
        return _("Not sent: %(reason)s") % {"reason": not_sent_words(row.last_error)}
    return _("Sent") if row.state == DutyState.DONE else _("Due")


def _mails(event: Event, standing: Standing) -> Sequence[MailLine]:
    if not (may_check_in(standing, event) or may_count(standing, event)):
        return []
    return [
        MailLine(
            mail_words(mail.kind),
            mail.is_failed,
            mail.error,
            shown_to(standing, event, mail.number),
        )
        for mail in unsent_mail(event)
    ]
