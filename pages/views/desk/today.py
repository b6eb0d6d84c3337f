"""The desk's first page: what needs one today, and a line of figures for each of one's groups."""

from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.actors import Actor
from events.models import Event, EventState
from groups.models import Group
from groups.selectors.staff import kept_standings
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render, groups_of
from pages.desk_todo import todo_of
from petitions.models import Petition
from petitions.models.petition import PetitionState
from petitions.selectors.tally import public_counts

MOST_GROUPS = 20


@dataclass(frozen=True)
class GroupFigures:
    """A group with its open petitions, the signatures under them, and its events ahead."""

    group: Group
    petitions: int
    signatures: int
    events: int


@require_safe
@desk_page
def today(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For everyone who is signed in."""
    with kept_standings():
        groups = groups_of(actor)[:MOST_GROUPS]
        facts = {"todo": todo_of(actor), "figures": _figures(groups), "has_role": bool(groups)}
        return desk_render(request, actor, "desk/today.html", facts, section="today")


def _figures(groups: list[Group]) -> list[GroupFigures]:
    """Three queries, whatever the number of groups."""
    opened = Petition.objects.filter(group__in=groups, state=PetitionState.OPEN)
    of_group = dict(opened.order_by("-pk").values_list("pk", "group_id")[:500])
    counts = public_counts(of_group) if of_group else {}
    petitions = Counter(of_group.values())
    signatures: Counter[int] = Counter()
    for pk, group_id in of_group.items():
        signatures[group_id] += counts[pk]
    ahead = Event.objects.filter(
        group__in=groups, state=EventState.OPEN, ends_at__gt=timezone.now()
    )
    events = Counter(ahead.values_list("group_id", flat=True)[:5000])
    return [
        GroupFigures(group, petitions[group.pk], signatures[group.pk], events[group.pk])
        for group in groups
    ]
