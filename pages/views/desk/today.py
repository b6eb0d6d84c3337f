"""The desk's first page: what needs one today, and a line of figures for each of one's groups."""

from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaign.models.partner import PartnerState
from core.actors import Actor
from events.models import Event, EventState
from groups.models import Group
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render, groups_of
from pages.desk_todo import todo_of
from petitions.models import Petition, Source
from petitions.models.petition import PetitionState
from petitions.selectors.tally import public_counts
from petitions.selectors.tally_in_brief import counted_by_source

MOST_GROUPS = 20
_SOURCE = ("pk", "group_id", "petition_id")


@dataclass(frozen=True)
class GroupFigures:
    """A group with its open petitions, the signatures under them, and its events ahead. Of one
    that has none open of its own, the petitions that it carries, and who signed through it."""

    group: Group
    petitions: int
    signatures: int
    events: int
    is_partner: bool = False


@require_safe
@desk_page
def today(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For everyone who is signed in."""
    groups = groups_of(actor)[:MOST_GROUPS]
    facts = {"todo": todo_of(actor), "figures": _figures(groups), "has_role": bool(groups)}
    return desk_render(request, actor, "desk/today.html", facts, section="today")


def _figures(groups: list[Group]) -> list[GroupFigures]:
    """Six queries at most, whatever the number of groups."""
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
    carried = _carried([group for group in groups if not petitions[group.pk]])
    return [
        GroupFigures(
            group,
            petitions[group.pk] or len(carried.get(group.pk, {})),
            signatures[group.pk] or sum(carried.get(group.pk, {}).values()),
            events[group.pk],
            is_partner=group.pk in carried,
        )
        for group in groups
    ]


def _carried(groups: list[Group]) -> dict[int, dict[int, int]]:
    """By group, the open petitions of the coalitions that it is a partner of, and how many signed
    through it."""
    mine = Petition.objects.filter(
        state=PetitionState.OPEN,
        campaign__partners__group__in=groups,
        campaign__partners__state=PartnerState.ACTIVE,
    )
    pairs = list(mine.order_by("-pk").values_list("pk", "campaign__partners__group_id")[:500])
    carried: dict[int, dict[int, int]] = {}
    for petition_id, group_id in pairs:
        carried.setdefault(group_id, {})[petition_id] = 0
    if not carried:
        return {}
    petitions = {petition_id for petition_id, _group_id in pairs}
    sources = Source.objects.filter(group__in=carried, petition__in=petitions)
    through = {pk: (group_id, at) for pk, group_id, at in sources.values_list(*_SOURCE)}
    for source_id, number in counted_by_source(petitions, through).items():
        group_id, petition_id = through[source_id]
        if petition_id in carried[group_id]:
            carried[group_id][petition_id] += number
    return carried
