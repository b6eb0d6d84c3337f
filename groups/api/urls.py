"""Addresses of groups, staff and tokens under /api/v1/."""

from django.urls import path

from groups.api.group import GroupDetail, GroupList
from groups.api.member import GroupMembers
from groups.api.member_import import (
    MemberImportApply,
    MemberImportColumns,
    MemberImportDetail,
    MemberImportList,
    MemberImportRows,
    MemberImportUndo,
)
from groups.api.staff import StaffList
from groups.api.token import TokenDetail, TokenList

_IMPORT = "groups/<slug:slug>/imports/<uuid:public_id>/"

urlpatterns = [
    path("groups/", GroupList.as_view(), name="group-list"),
    path("groups/<slug:slug>/", GroupDetail.as_view(), name="group-detail"),
    path("groups/<slug:slug>/members/", GroupMembers.as_view(), name="group-members"),
    path("groups/<slug:slug>/staff/", StaffList.as_view(), name="staff-list"),
    path("groups/<slug:slug>/imports/", MemberImportList.as_view(), name="member-imports"),
    path(_IMPORT, MemberImportDetail.as_view(), name="member-import-detail"),
    path(_IMPORT + "rows/", MemberImportRows.as_view(), name="member-import-rows"),
    path(_IMPORT + "columns/", MemberImportColumns.as_view(), name="member-import-columns"),
    path(_IMPORT + "apply/", MemberImportApply.as_view(), name="member-import-apply"),
    path(_IMPORT + "undo/", MemberImportUndo.as_view(), name="member-import-undo"),
    path("tokens/", TokenList.as_view(), name="token-list"),
    path("tokens/<slug:prefix>/", TokenDetail.as_view(), name="token-detail"),
]
