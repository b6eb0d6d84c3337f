"""Addresses of groups, staff and tokens under /api/v1/."""

from django.urls import path

from groups.api.group import GroupDetail, GroupList
from groups.api.member import GroupMembers
from groups.api.staff import StaffList
from groups.api.token import TokenDetail, TokenList

urlpatterns = [
    path("groups/", GroupList.as_view(), name="group-list"),
    path("groups/<slug:slug>/", GroupDetail.as_view(), name="group-detail"),
    path("groups/<slug:slug>/members/", GroupMembers.as_view(), name="group-members"),
    path("groups/<slug:slug>/staff/", StaffList.as_view(), name="staff-list"),
    path("tokens/", TokenList.as_view(), name="token-list"),
    path("tokens/<slug:prefix>/", TokenDetail.as_view(), name="token-detail"),
]
