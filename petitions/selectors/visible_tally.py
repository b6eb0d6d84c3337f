"""What one person may see of a petition's counts: the whole, and the parts of their own groups.

Totals are exact, as the public count is. Every breakdown hides counts under ten (permissions.md:
organizers, stewards, coordinators, leads and administrators alike see counts, not people).
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext

from campaign.selectors.partner import active_groups
from core.actors import Actor
from core.errors import NotFound
from core.small_counts import shown_count
from core.snapshot import one_snapshot
from groups.selectors.staff import standing_of
from petitions.models import Petition, Source
from petitions.policies import may_see_all_counts
from petitions.selectors.breakdown import Region, by_day, by_place, by_source
from petitions.selectors.overlap import Overlap, overlap_of_partners
from petitions.selectors.tally import waterfall
from petitions.small_cells import cover_small, hide_small

VIEWS = ("source", "place", "day", "overlap")


def visible_tally(*, petition: Petition, by: Iterable[str], actor: Actor) -> dict[str, Any]:
    """The waterfall and, under `by`, the wanted ones of VIEWS.

    A partner's staff get the parts that came through their groups, and their groups' rows of the
    overlap; lead and platform administrators everything. Raises NotFound for anyone else.
    """
    groups = groups_seen(petition, actor)
    with one_snapshot():
        sources = None if groups is None else sources_of(petition, groups)
        parts = {name: _part(petition, name, sources, groups) for name in by}
        return {**waterfall(petition), "by": parts}


def shown_regions(regions: dict[str, Region]) -> dict[str, Any]:
    """The breakdown by place with small counts hidden, states first, then each state's cities."""
    states = cover_small(regions)
    return {
        key: {**states[key], "cities": cover_small(region["cities"], total=states[key])}
        for key, region in regions.items()
    }


def groups_seen(petition: Petition, actor: Actor) -> set[int] | None:
    """Ids of the groups whose parts the actor sees; None: all. Raises NotFound for none."""
    standing = standing_of(actor)
    if may_see_all_counts(standing, petition):
        return None
    partners = active_groups(petition.campaign).filter(pk__in=standing.group_ids)
    groups = set(partners.values_list("pk", flat=True))
    if not groups:
        raise NotFound(gettext("There is no such tally."), code="tally.unknown")
    return groups


def sources_of(petition: Petition, groups: Collection[int]) -> list[int]:
    """Ids of the petition's sources of these groups."""
    rows = Source.objects.filter(petition=petition, group__in=groups)
    return list(rows.values_list("pk", flat=True))


def _part(
    petition: Petition, name: str, sources: list[int] | None, groups: set[int] | None
) -> dict[str, Any]:
    if name == "source":
        return hide_small(by_source(petition, sources=sources))
    if name == "day":
        return cover_small(by_day(petition, sources=sources))
    if name == "place":
        return shown_regions(by_place(petition, sources=sources))
    return shown_overlap(overlap_of_partners(petition), groups)


def shown_overlap(overlap: Overlap, groups: set[int] | None) -> dict[str, Any]:
    """The rows of the groups' keys with small counts hidden; None: all of it."""
    rows = {
        key: {other: shown_count(n) for other, n in row.items()}
        for key, row in overlap.matrix.items()
        if groups is None or overlap.groups[key] in groups
    }
    through = {str(count): shown_count(people) for count, people in overlap.through.items()}
    return {"matrix": rows, "through": through} if groups is None else {"matrix": rows}
