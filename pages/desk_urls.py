"""Addresses of the desk, under /desk/."""

from django.urls import path

from pages.views.desk import (
    member,
    member_edit,
    member_tags,
    members,
    staff,
    staff_invitation,
    today,
)

_GROUP = "groups/<slug:slug>/"
_MEMBERS = _GROUP + "members/"
_MEMBER = _MEMBERS + "<uuid:member_id>/"
_TAG = _MEMBERS + "tags/<str:tag>/"

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
    path("members/", members.members, name="desk-members"),
    path(_MEMBERS, members.member_list, name="desk-group-members"),
    path(_MEMBERS + "add/", member_edit.member_new, name="desk-member-new"),
    path(_MEMBER, member.member, name="desk-member"),
    path(_MEMBER + "edit/", member_edit.member_edit, name="desk-member-edit"),
    path(_MEMBER + "tags/", member.member_tagging, name="desk-member-tagging"),
    path(_MEMBER + "unsubscribe/", member.member_unsubscribe, name="desk-member-unsubscribe"),
    path(_MEMBER + "remove/", member.member_removal, name="desk-member-remove"),
    path(_MEMBERS + "tags/", member_tags.member_tags, name="desk-member-tags"),
    path(_TAG, member_tags.member_tag, name="desk-member-tag"),
    path(_TAG + "delete/", member_tags.member_tag_removal, name="desk-member-tag-delete"),
]
