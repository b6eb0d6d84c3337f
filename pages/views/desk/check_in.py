"""The list at the door: hosts find people by name and check them in, on a phone and in a hurry."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import Invalid, NotFound
from events.models import Event, EventState, RsvpState
from events.policies import may_check_in
from events.selectors.event import get_event
from events.selectors.rsvp import Guest, guest_list
from events.services.rsvp_decision import check_in, undo_check_in
from events.when import when_text
from groups.selectors.staff import standing_of
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render

ACTS = {"check-in": check_in, "undo": undo_check_in}
LONGEST_SEARCH = 100


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def check_in_page(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Who comes, masked but for stewards; on POST one person is here, or is not after all.

    Raises NotFound for everyone but the staff of the event's group.
    """
    event = get_event(slug=slug, actor=actor)
    if not may_check_in(standing_of(actor), event):
        raise NotFound(_("There is no such event."), code="event.unknown")
    if request.method == "POST":
        return _act(request, event, actor)
    guests = guest_list(event=event, actor=actor)
    typed = _search_in(request.GET)
    facts = {
        "event": event,
        "when": when_text(event),
        "is_open": event.state == EventState.OPEN,
        "guests": [guest for guest in guests if _is_found(guest, typed)],
        "counts": _counts(guests),
        "q": typed,
    }
    return desk_render(request, actor, "desk/check_in.html", facts, section="actions")


def _act(request: HttpRequest, event: Event, actor: Actor) -> HttpResponse:
    """Does what the button says, and goes back to the list as it was searched."""
    act = ACTS.get(request.POST.get("act", ""))
    rsvp_id = _id_in(request.POST.get("rsvp", ""))
    if act is None or rsvp_id is None:
        raise Invalid(_("The form was changed on its way. Go back and try again."))
    act(event=event, rsvp_id=rsvp_id, actor=actor)
    typed = _search_in(request.POST)
    query = f"?{urlencode({'q': typed})}" if typed else ""
    address = reverse("check-in", args=[event.slug])
    return HttpResponseRedirect(f"{address}{query}#guest-{rsvp_id}", status=303)


def _id_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _search_in(fields: Any) -> str:
    return str(fields.get("q", "")).strip()[:LONGEST_SEARCH]


def _is_found(guest: Guest, typed: str) -> bool:
    """By the name as it is shown: a masked one is not found by what it hides."""
    name = guest.name.casefold()
    return all(word in name for word in typed.casefold().split())


def _counts(guests: list[Guest]) -> dict[str, int]:
    """People with their guests: expected, here; and how many answers wait for a seat."""
    seats: Counter[str] = Counter()
    for guest in guests:
        seats[guest.state] += 1 + guest.guests
        seats["here"] += (1 + guest.guests) * guest.is_here
    return {
        "expected": seats[RsvpState.GOING],
        "here": seats["here"],
        "waiting": sum(guest.state == RsvpState.WAITING for guest in guests),
    }
