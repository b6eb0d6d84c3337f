"""The list at the door: hosts find people by name and check them in, on a phone and in a hurry."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import Invalid, NotFound
from events.models import Event, EventState
from events.policies import may_check_in
from events.selectors.event import get_event
from events.selectors.rsvp import has_answer, turnouts
from events.selectors.rsvp_door import OTHER, DoorPage, DoorQuery, door_page
from events.services.rsvp_decision import check_in, undo_check_in
from events.when import when_text
from groups.selectors.staff import standing_of
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render
from pages.desk_times import early_words

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
    query = query_in(request.GET)
    page = door_page(event=event, query=query, actor=actor)
    facts = {
        "event": event,
        "when": when_text(event),
        "is_open": event.state == EventState.OPEN,
        "early": early_words(event, timezone.now()) if event.state == EventState.OPEN else "",
        "page": page,
        "q": query.words,
        "kept": _kept(query),
        "address": reverse("check-in", args=[event.slug]),
        **page_links(query, page),
    }
    return desk_render(request, actor, "desk/check_in.html", facts, section="actions")


def _act(request: HttpRequest, event: Event, actor: Actor) -> HttpResponse:
    """Does what the button says, and goes back to the list as it was searched."""
    act = ACTS.get(request.POST.get("act", ""))
    rsvp_id = _id_in(request.POST.get("rsvp", ""))
    if act is None or rsvp_id is None:
        raise Invalid(_("The form was changed on its way. Go back and try again."))
    if act is check_in and (early := _too_early(request, event, rsvp_id)):
        return _early_page(request, event, actor, rsvp_id, early)
    act(event=event, rsvp_id=rsvp_id, actor=actor)
    query = urlencode(_kept(query_in(request.POST)))
    address = reverse("check-in", args=[event.slug])
    there = f"{address}?{query}" if query else address
    return HttpResponseRedirect(f"{there}#guest-{rsvp_id}", status=303)


def _too_early(request: HttpRequest, event: Event, rsvp_id: UUID) -> str:
    """What to say before the first person is checked in hours before the start; empty where nothing
    is to be asked, or it was, or there is no such person."""
    if event.state != EventState.OPEN or "early" in request.POST:
        return ""
    words = early_words(event, timezone.now())
    if not words or turnouts([event])[event.pk].here:
        return ""
    return words if has_answer(event, rsvp_id) else ""


def _early_page(
    request: HttpRequest, event: Event, actor: Actor, rsvp_id: UUID, early: str
) -> HttpResponse:
    """Asks once; nothing is written yet."""
    facts = {
        "event": event,
        "when": when_text(event),
        "early": early,
        "rsvp_id": rsvp_id,
        "kept": _kept(query_in(request.POST)),
        "address": reverse("check-in", args=[event.slug]),
    }
    return desk_render(request, actor, "desk/check_in_early.html", facts, section="actions")


def query_in(fields: Mapping[str, Any]) -> DoorQuery:
    """What a page of the list, or a form on it, looks for. What makes no sense is left out."""
    letter = str(fields.get("letter", ""))
    return DoorQuery(
        words=str(fields.get("q", "")).strip()[:LONGEST_SEARCH],
        letter=letter if letter == OTHER or (len(letter) == 1 and "A" <= letter <= "Z") else "",
        after=_id_in(str(fields.get("after", ""))),
    )


def page_links(query: DoorQuery, page: DoorPage) -> dict[str, Any]:
    """The letters with their addresses, and those of the first page and the next."""
    begin = replace(query, after=None)
    letters = [
        (letter, f"?{urlencode({'letter': letter})}", letter == query.letter)
        for letter in page.letters
    ]
    following = _kept(replace(query, after=page.next_after)) if page.next_after else {}
    return {
        "letters": letters if len(letters) > 1 else [],
        "first_url": f"?{urlencode(_kept(begin))}" if query.after else "",
        "next_url": f"?{urlencode(following)}" if following else "",
    }


def _kept(query: DoorQuery) -> dict[str, str]:
    """What brings one back to the same page of the list."""
    after = str(query.after) if query.after else ""
    fields = {"q": query.words, "letter": query.letter, "after": after}
    return {name: value for name, value in fields.items() if value}


def _id_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
