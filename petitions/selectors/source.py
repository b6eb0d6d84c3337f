"""Reads through whom the signatures of a petition came."""

from django.db.models import QuerySet
from django.utils.translation import gettext

from campaign.selectors.partner import active_groups
from core.actors import Actor
from core.errors import NotFound
from groups.models import Group
from groups.selectors.staff import standing_of
from petitions.models import Petition, Source
from petitions.policies import may_see_all_counts


def sources_visible_to(*, petition: Petition, actor: Actor) -> QuerySet[Source]:
    """A partner's staff see its own sources, the coalition lead and platform administrators all.

    Raises NotFound for anyone else.
    """
    rows = Source.objects.filter(petition=petition).select_related("group")
    standing = standing_of(actor)
    if may_see_all_counts(standing, petition):
        return rows
    partners = active_groups(petition.campaign).filter(pk__in=standing.group_ids)
    if not partners.exists():
        raise NotFound(gettext("There are no such sources."))
    return rows.filter(group__in=partners)


def names_of_groups(petition: Petition) -> dict[str, str]:
    """The names of the groups that signatures came through, and of the partners, by slug."""
    through = Group.objects.filter(sources__petition=petition).values_list("slug", "name")
    partners = active_groups(petition.campaign).order_by().values_list("slug", "name")
    return dict(through.union(partners))
