"""Addresses of campaigns and their coalitions under /api/v1/."""

from django.urls import path

from campaign.api.campaign import CampaignDetail, CampaignEnd, CampaignList, CampaignPublish
from campaign.api.locality import LocalityList, LocalityStage
from campaign.api.member import CampaignMembers
from campaign.api.partner import PartnerAccept, PartnerLeave, PartnerList

_ONE = "campaigns/<slug:slug>/"

urlpatterns = [
    path("campaigns/", CampaignList.as_view(), name="campaign-list"),
    path(_ONE, CampaignDetail.as_view(), name="campaign-detail"),
    path(_ONE + "publish/", CampaignPublish.as_view(), name="campaign-publish"),
    path(_ONE + "end/", CampaignEnd.as_view(), name="campaign-end"),
    path(_ONE + "localities/", LocalityList.as_view(), name="locality-list"),
    path(
        _ONE + "localities/<slug:locality>/stage/", LocalityStage.as_view(), name="locality-stage"
    ),
    path(_ONE + "members/", CampaignMembers.as_view(), name="campaign-members"),
    path(_ONE + "partners/", PartnerList.as_view(), name="partner-list"),
    path(_ONE + "partners/<slug:group>/accept/", PartnerAccept.as_view(), name="partner-accept"),
    path(_ONE + "partners/<slug:group>/leave/", PartnerLeave.as_view(), name="partner-leave"),
]
