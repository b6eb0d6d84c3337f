"""The event that somebody who has just signed could come to."""

from django.db.models import F

from campaign.models import Campaign
from core.actors import ANYONE
from core.errors import Invalid
from events.models import Event
from events.selectors.event import in_brief, near, visible_to

MILES = 100


def next_event_near(campaign: Campaign, postal_code: str) -> Event | None:
    """The nearest open event of the campaign within MILES of a ZIP code; None for other codes."""
    code = postal_code.strip()[:5]
    if not (code.isascii() and code.isdigit() and len(code) == 5):
        return None
    rows = in_brief(visible_to(ANYONE).filter(campaign=campaign))
    try:
        return (
            near(rows, postal_code=code, miles=MILES).order_by(F("distance"), "starts_at").first()
        )
    except Invalid:
        return None
