"""The petitions that one works on, by campaign, with how they stand today."""

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from core.actors import Actor
from groups.models import Role
from groups.selectors.staff import standing_of
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render
from pages.petition_cards import Card, cards_of
from pages.petition_words import STATES
from petitions.models import Petition
from petitions.selectors.petition import worked_on_by
from petitions.selectors.tally_in_brief import signed_today

PAGE = 30


@dataclass(frozen=True)
class Line:
    """One petition in the list; `today` is how many signed since midnight UTC."""

    card: Card
    state: Promise
    today: int


@require_safe
@desk_page
def petitions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For everyone who is signed in: what their groups take part in."""
    state = request.GET.get("state", "")
    rows = worked_on_by(actor)
    if state in STATES:
        rows = rows.filter(state=state)
    found = list(_after(rows, request.GET.get("after", "")).defer("text")[: PAGE + 1])
    lines = _lines(found[:PAGE])
    facts = {
        "sections": [
            (campaign, list(its))
            for campaign, its in groupby(lines, key=lambda line: line.card.petition.campaign)
        ],
        "states": STATES.items(),
        "state": state if state in STATES else "",
        "may_start": standing_of(actor).holds_anywhere(Role.ORGANIZER, Role.COORDINATOR),
        "next_url": _next_url(found, state),
        "previous_url": reverse("desk-petitions") if "after" in request.GET else "",
    }
    return desk_render(request, actor, "desk/petition/list.html", facts, section="petitions")


def _after(rows: QuerySet[Petition], key: str) -> QuerySet[Petition]:
    """Newest campaigns first, in each the newest petitions; from the one of this key on."""
    rows = rows.order_by("-campaign_id", "-pk")
    campaign, _, petition = key.partition(".")
    if not (_is_id(campaign) and _is_id(petition)):
        return rows
    later = Q(campaign_id=int(campaign), pk__lt=int(petition))
    return rows.filter(Q(campaign_id__lt=int(campaign)) | later)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _next_url(found: list[Petition], state: str) -> str:
    if len(found) <= PAGE:
        return ""
    last = found[PAGE - 1]
    query = {"after": f"{last.campaign_id}.{last.pk}", **({"state": state} if state else {})}
    return f"{reverse('desk-petitions')}?{urlencode(query)}"


def _lines(rows: list[Petition]) -> list[Line]:
    today = signed_today([row.pk for row in rows])
    return [
        Line(card, STATES[card.petition.state], today[card.petition.pk]) for card in cards_of(rows)
    ]
