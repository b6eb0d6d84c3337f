"""What the links in mails about an event lead to: a page on GET, an act on POST only.

What cannot be done any more is not offered. Taking one's answer back can be done at all times:
it erases what is held.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import FieldError, Invalid, PreconditionFailed, StateConflict
from core.links import Link, LinkNoLongerValid
from events.event_calendar import CONTENT_TYPE, calendar_for
from events.links import RSVP, event_url
from events.models import Event, Rsvp, RsvpState, Stage
from events.models.rsvp import COMING, most_guests
from events.rsvp_form import read_guests
from events.sealed_place import Whereabouts
from events.selectors.rsvp import own_rsvp, place_in_line
from events.selectors.rsvp_consent import group_names_waiting
from events.services.rsvp_decision import cancel_rsvp, confirm_rsvp, disown_rsvp, mute_rsvp
from events.services.rsvp_guests import change_guests
from events.services.rsvp_mail import where_for
from events.when import when_text
from pages.event_cards import EventCard
from pages.link_guard import behind_link
from pages.rsvp_fields import RsvpFields
from pages.sharing import share_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@behind_link(RSVP)
def own_page(request: HttpRequest, link: Link) -> HttpResponse:
    """The person's answer, with what they may know of the place; on POST the mailbox confirms, or,
    with `guests`, the person changes how many they bring."""
    if request.method == "POST" and "guests" in request.POST:
        return _change_guests(request, link)
    if request.method == "POST":
        confirm_rsvp(rsvp_id=link.subject_id, form=link.edition)
    return _own_page(request, link)


@FORM
@behind_link(RSVP)
def cancel_page(request: HttpRequest, link: Link) -> HttpResponse:
    """Asks on GET; on POST gives the seat to the next and erases the person."""
    if request.method == "POST":
        cancel_rsvp(rsvp_id=link.subject_id)
    return _render(request, "pages/own_rsvp_cancel.html", link)


@FORM
@behind_link(RSVP)
def stop_page(request: HttpRequest, link: Link) -> HttpResponse:
    """No more reminders, on POST: from the page's button, or from a mail program by itself
    (RFC 8058: `List-Unsubscribe=One-Click`, without cookie or token beside that of the address).
    """
    if request.method == "POST":
        mute_rsvp(rsvp_id=link.subject_id)
    return _render(request, "pages/own_rsvp_stop.html", link)


@FORM
@behind_link(RSVP)
def disown_page(request: HttpRequest, link: Link) -> HttpResponse:
    """\"This was not me\": asks on GET, erases on POST; done is done."""
    if request.method == "POST":
        disown_rsvp(rsvp_id=link.subject_id)
    return _render(request, "pages/own_rsvp_disown.html", link)


@require_safe
@behind_link(RSVP)
def own_calendar(request: HttpRequest, link: Link) -> HttpResponse:
    """The event as a calendar file, with what the person may know; for who still comes."""
    rsvp, _person = own_rsvp(link.subject_id)
    if rsvp.state not in COMING:
        raise LinkNoLongerValid
    data = calendar_for(rsvp.event, _where(rsvp))
    headers = {"Content-Disposition": f'attachment; filename="{rsvp.event.slug}.ics"'}
    return HttpResponse(data, content_type=CONTENT_TYPE, headers=headers)


def _change_guests(request: HttpRequest, link: Link) -> HttpResponse:
    fields = RsvpFields(request.POST)
    try:
        guests, seen = read_guests(request.POST["guests"]), _guests_seen(request)
        change_guests(rsvp_id=link.subject_id, guests=guests, seen=seen)
    except (Invalid, StateConflict, PreconditionFailed) as error:
        errors = error.errors or [FieldError("", error.code, error.detail)]
        return _own_page(request, link, fields.with_errors(errors), status=error.status)
    # Who presses twice has changed it, and is told so again.
    said = _("Your answer stays as it is.") if guests == seen else _("Your answer is changed.")
    return _own_page(request, link, said=said)


def _guests_seen(request: HttpRequest) -> int:
    """The number that the page showed. Raises Invalid for a form that was changed."""
    text = request.POST.get("seen", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        raise Invalid(_("The form was changed on its way. Go back and try again."))
    return int(text)


def _own_page(
    request: HttpRequest,
    link: Link,
    fields: RsvpFields | None = None,
    *,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    rsvp, person = own_rsvp(link.subject_id)
    comes = rsvp.state in COMING
    facts = _facts(rsvp) | {
        "person": person,
        "asks_for": group_names_waiting(rsvp, form=link.edition) if comes else [],
        "fields": fields or RsvpFields(QueryDict(f"guests={rsvp.guests}")),
        "most_guests": most_guests(rsvp.event.capacity),
        "said": said,
    }
    if rsvp.state == RsvpState.WAITING:
        facts["has_room"] = rsvp.event.could_seat(rsvp.seats)
        facts["place_in_line"] = place_in_line(rsvp)
    return render(request, "pages/own_rsvp.html", facts, status=status)


def _render(request: HttpRequest, template: str, link: Link) -> HttpResponse:
    rsvp, _person = own_rsvp(link.subject_id)
    return render(request, template, _facts(rsvp))


def _facts(rsvp: Rsvp) -> dict[str, Any]:
    event = rsvp.event
    comes, takes_place = rsvp.state in COMING, _takes_place(event)
    return {
        "rsvp": rsvp,
        "event": event,
        "card": EventCard(event, event.stage),
        "when": when_text(event),
        "where": _where(rsvp),
        "comes": comes,
        "takes_place": takes_place,
        "is_ahead": takes_place and not event.has_begun(),
        # Late ones still need the address.
        "may_confirm": comes and takes_place and event.is_private and rsvp.confirmed_at is None,
        "share": share_of(event_url(event.slug), event.title),
    }


def _where(rsvp: Rsvp) -> Whereabouts | None:
    """What this person needs to know of the place: a private address only if they are going and
    have confirmed, and nothing once nobody goes there any more."""
    needs = rsvp.state in COMING and _takes_place(rsvp.event)
    return where_for(rsvp) if needs else None


def _takes_place(event: Event) -> bool:
    """It is ahead, or has begun and is not over."""
    return event.stage in {Stage.OPEN, Stage.FULL}
