"""Tables of actions, their events, who comes, and what they are reminded of."""

from events.models.action import Action, Timing
from events.models.earlier_plan import EarlierPlan
from events.models.event import Event, EventState, Stage
from events.models.reminder import Reminder
from events.models.rsvp import Rsvp, RsvpState
from events.models.rsvp_consent import RsvpConsent

__all__ = [
    "Action",
    "EarlierPlan",
    "Event",
    "EventState",
    "Reminder",
    "Rsvp",
    "RsvpConsent",
    "RsvpState",
    "Stage",
    "Timing",
]
