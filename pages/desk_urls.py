"""Addresses of the desk, under /desk/."""

from django.urls import path

from pages.views.desk import staff, staff_invitation, today

_GROUP = "groups/<slug:slug>/"

urlpatterns = [
    path("", today.today, name="desk"),
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
