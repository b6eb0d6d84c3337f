"""Addresses of actions, events and RSVPs under /api/v1/."""

from django.urls import path

from events.api.action import ActionDetail, ActionEvents, ActionList
from events.api.event import (
    EventCancel,
    EventDetail,
    EventHandOver,
    EventList,
    EventMove,
    EventOpen,
    EventReopen,
)
from events.api.rsvp import rsvps

_ACTION = "actions/<slug:slug>/"
_EVENT = "events/<slug:slug>/"

urlpatterns = [
    path(_EVENT + "rsvps/", rsvps, name="rsvps"),
    path("events/", EventList.as_view(), name="event-list"),
    path(_EVENT, EventDetail.as_view(), name="event-detail"),
    path(_EVENT + "open/", EventOpen.as_view(), name="event-open"),
    path(_EVENT + "move/", EventMove.as_view(), name="event-move"),
    path(_EVENT + "cancel/", EventCancel.as_view(), name="event-cancel"),
    path(_EVENT + "reopen/", EventReopen.as_view(), name="event-reopen"),
    path(_EVENT + "handover/", EventHandOver.as_view(), name="event-handover"),
    path("actions/", ActionList.as_view(), name="action-list"),
    path(_ACTION, ActionDetail.as_view(), name="action-detail"),
    path(_ACTION + "events/", ActionEvents.as_view(), name="action-events"),
]
