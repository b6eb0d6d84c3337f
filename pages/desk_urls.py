"""Addresses of the desk, under /desk/."""

from django.urls import include, path

from pages.views.desk import (
    audit,
    campaign,
    campaign_edit,
    locality,
    outbox,
    partner,
    second_factor,
    staff,
    staff_invitation,
    today,
    token,
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
    path("", include("pages.desk_petition_urls")),
    path("outbox/", outbox.outbox, name="desk-outbox"),
    path("audit/", audit.audit, name="desk-audit"),
    path("audit/download/", audit.audit_download, name="desk-audit-download"),
    path("second-factor/", second_factor.second_factor, name="desk-second-factor"),
    path("tokens/", token.tokens, name="desk-tokens"),
    path("tokens/<str:prefix>/", token.token, name="desk-token"),
    path(_GROUP + "tokens/new/", token.new_token, name="desk-token-new"),
    path("staff/", staff.staff_groups, name="desk-staff-groups"),
    path(_GROUP + "staff/", staff.staff_list, name="desk-staff"),
    path(_GROUP + "staff/invite/", staff_invitation.invite, name="desk-staff-invite"),
    path(_GROUP + "staff/<int:person>/", staff.staff_person, name="desk-staff-person"),
    path(
        _GROUP + "invitations/<uuid:invitation_id>/",
        staff_invitation.invitation,
        name="desk-invitation",
    ),
]
