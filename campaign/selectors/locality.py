"""Reads where a campaign pursues its demand, and how far it has come."""

from django.db.models import QuerySet
from django.utils.translation import gettext

from campaign.models import Campaign, Locality
from core.errors import NotFound


def localities_of(campaign: Campaign) -> QuerySet[Locality]:
    """The campaign's localities with their local groups and steps; who sees it sees them."""
    rows = Locality.objects.filter(campaign=campaign).select_related("group")
    return rows.prefetch_related("steps").order_by("pk")


def get_locality(*, campaign: Campaign, slug: str) -> Locality:
    """One of the campaign's localities. Raises NotFound."""
    locality = localities_of(campaign).filter(slug=slug).first()
    if locality is None:
        raise NotFound(gettext("There is no such locality."))
    return locality
