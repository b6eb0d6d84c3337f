"""Reads the groups behind an event: whom those who come may want to hear from."""

from django.db.models import Q, QuerySet

from campaign.models.partner import PartnerState
from groups.models import Group


def groups_behind(*, group_id: int, campaign_id: int) -> QuerySet[Group]:
    """The event's own group and those that take part in its campaign now, by name."""
    partners = Q(partnerships__campaign=campaign_id, partnerships__state=PartnerState.ACTIVE)
    return Group.objects.filter(Q(pk=group_id) | partners).distinct().order_by("name")
