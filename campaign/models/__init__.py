"""Tables of campaigns, their coalitions and the places they pursue."""

from campaign.models.campaign import Campaign
from campaign.models.locality import Locality, LocalityKind, LocalityStep, Stage
from campaign.models.partner import Partner

__all__ = ["Campaign", "Locality", "LocalityKind", "LocalityStep", "Partner", "Stage"]
