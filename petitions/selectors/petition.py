"""Finds petitions."""

from core.errors import NotFound
from petitions.models import Petition


def petition_by_slug(slug: str) -> Petition:
    """For commands, whose caller may see everything. Raises NotFound."""
    petition = Petition.objects.select_related("campaign", "group").filter(slug=slug).first()
    if petition is None:
        raise NotFound(f"there is no petition {slug!r}", code="petition.unknown")
    return petition
