"""Addresses of the desk, under /desk/."""

from django.urls import include, path

from pages.desk_member_urls import members
from pages.views.desk import (
    action_board,
    action_cities,
    action_plan,
    action_turnout,
    actions,
    audit,
    campaign,
    campaign_edit,
    check_in,
    event,
    event_change,
    event_move,
    event_new,
    event_state,
    events,
    locality,
    outbox,
    partner,
    staff,
    staff_invitation,
    today,
)

_CAMPAIGN = "campaigns/<slug:slug>/"
_GROUP = "groups/<slug:slug>/"
_ACTION, _EVENT = "actions/<slug:slug>/", "events/<slug:slug>/"

urlpatterns = [
    path("", today.today, name="desk"),
    path("campaigns/", campaign.campaigns, name="desk-campaigns"),
    path("campaigns/new/", campaign_edit.new_campaign, name="desk-campaign-new"),
    path(_CAMPAIGN, campaign.campaign, name="desk-campaign"),
    path(_CAMPAIGN + "edit/", campaign_edit.edit_campaign, name="desk-campaign-edit"),
    path(_CAMPAIGN + "become/<slug:state>/", campaign.campaign_state, name="desk-campaign-state"),
    path(_CAMPAIGN + "partners/new/", partner.invite, name="desk-partner-invite"),
    path(_CAMPAIGN + "partners/<slug:group>/", partner.partner, name="desk-partner"),
    path(_CAMPAIGN + "localities/", locality.localities, name="desk-localities"),
    path(_CAMPAIGN + "localities/new/", locality.new_locality, name="desk-locality-new"),
    path(_CAMPAIGN + "localities/<slug:locality>/", locality.locality, name="desk-locality"),
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
    path("outbox/", outbox.outbox, name="desk-outbox"),
    path("audit/", audit.audit, name="desk-audit"),
    path("audit/download/", audit.audit_download, name="desk-audit-download"),
    path("", include("pages.desk_petition_urls")),
    path("staff/", staff.staff_groups, name="desk-staff-groups"),
    path(_GROUP + "staff/", staff.staff_list, name="desk-staff"),
    path(_GROUP + "staff/invite/", staff_invitation.invite, name="desk-staff-invite"),
    path(_GROUP + "staff/<int:person>/", staff.staff_person, name="desk-staff-person"),
    path(
        _GROUP + "invitations/<uuid:invitation_id>/",
        staff_invitation.invitation,
        name="desk-invitation",
    ),
    *members,
]
