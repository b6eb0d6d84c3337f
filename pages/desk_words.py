"""The words of roles and states at the desk."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.models import LocalityKind, Stage
from campaign.models.campaign import CampaignState
from campaign.models.partner import PartnerState
from groups.models import Role

ROLES: dict[str, Promise] = {
    Role.ORGANIZER: _("Organizer"),
    Role.STEWARD: _("Steward"),
    Role.COORDINATOR: _("Coordinator"),
}
ROLE_DUTIES: dict[str, Promise] = {
    Role.ORGANIZER: _(
        "Organizer: plans petitions and actions; sees counts and shortened names. In a group that "
        "leads a campaign also takes its bundles of names and decides about exports"
    ),
    Role.STEWARD: _("Steward: looks after the lists of people; sees and exports names"),
    Role.COORDINATOR: _("Coordinator: manages the group, its staff and its campaigns"),
}
CAMPAIGN_STATES: dict[str, Promise] = {
    CampaignState.DRAFT: _("Draft"),
    CampaignState.PUBLIC: _("Public"),
    CampaignState.ENDED: _("Ended"),
}
PARTNER_STATES: dict[str, Promise] = {
    PartnerState.INVITED: _("Invited"),
    PartnerState.ACTIVE: _("Takes part"),
    PartnerState.LEFT: _("Left"),
}
STAGES: dict[str, Promise] = {
    Stage.LATER: _("Later"),
    Stage.NEXT: _("Next"),
    Stage.CONSIDERING: _("Considering"),
    Stage.VOTING: _("Votes"),
    Stage.ADOPTED: _("Adopted"),
    Stage.REJECTED: _("Rejected"),
}
LOCALITY_KINDS: dict[str, Promise] = {
    LocalityKind.CITY: _("City"),
    LocalityKind.COUNTY: _("County"),
    LocalityKind.DISTRICT: _("District"),
}


def choices(words: dict[str, Promise]) -> list[tuple[str, str]]:
    """The values with their words, for a form."""
    return [(str(value), str(text)) for value, text in words.items()]
