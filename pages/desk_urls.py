"""Addresses of the desk, under /desk/."""

from django.urls import path

from pages.views.desk import (
    action_board,
    action_cities,
    action_plan,
    action_turnout,
    actions,
    check_in,
    event,
    event_change,
    event_move,
    event_new,
    event_state,
    events,
    today,
)

_ACTION, _EVENT = "actions/<slug:slug>/", "events/<slug:slug>/"

urlpatterns = [
    path("", today.today, name="desk"),
    path("actions/", actions.actions, name="desk-actions"),
    path("actions/new/", action_plan.new_action, name="desk-action-new"),
    path(_ACTION, action_board.action_board, name="desk-action"),
    path(_ACTION + "plan/", action_plan.edit_action, name="desk-action-plan"),
    path(_ACTION + "cities/", action_cities.add_cities, name="desk-action-cities"),
    path(_ACTION + "turnout/", action_turnout.turnout, name="desk-action-turnout"),
    path(_ACTION + "turnout.csv", action_turnout.turnout_csv, name="desk-action-turnout-csv"),
    path("events/", events.events, name="desk-events"),
    path("events/new/", event_new.new_event, name="desk-event-new"),
    path(_EVENT, event.event_page, name="desk-event"),
    path(_EVENT + "edit/", event_change.edit_event, name="desk-event-edit"),
    path(_EVENT + "move/", event_move.move_page, name="desk-event-move"),
    path(_EVENT + "open/", event_state.open_draft, name="desk-event-open"),
    path(_EVENT + "cancel/", event_state.cancel_page, name="desk-event-cancel"),
    path(_EVENT + "reopen/", event_state.reopen_page, name="desk-event-reopen"),
    path(_EVENT + "guests/", event.guests, name="desk-event-guests"),
    path(_EVENT + "door/", event.door_list, name="desk-event-door"),
    path(_EVENT + "check-in/", check_in.check_in_page, name="check-in"),
]
