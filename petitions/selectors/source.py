"""Reads through whom the signatures of a petition came."""

from django.db.models import QuerySet

from core.actors import Actor
from groups.selectors.staff import standing_of
from petitions.models import Petition, Source
from petitions.policies import may_see_all_counts


def sources_visible_to(*, petition: Petition, actor: Actor) -> QuerySet[Source]:
    """A group's staff see its own sources, the coalition lead and platform administrators all."""
    rows = Source.objects.filter(petition=petition).select_related("group")
    standing = standing_of(actor)
    if may_see_all_counts(standing, petition):
        return rows
    return rows.filter(group__in=standing.group_ids)
