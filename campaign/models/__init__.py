"""Tables of campaigns and their coalitions."""

from campaign.models.campaign import Campaign
from campaign.models.partner import Partner

__all__ = ["Campaign", "Partner"]
