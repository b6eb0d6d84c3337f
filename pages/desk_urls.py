"""Addresses of the desk, under /desk/."""

from django.urls import path

from pages.desk_member_urls import members
from pages.views.desk import (
    campaign,
    campaign_edit,
    locality,
    partner,
    staff,
    staff_invitation,
    today,
)

_CAMPAIGN = "campaigns/<slug:slug>/"
_GROUP = "groups/<slug:slug>/"

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
