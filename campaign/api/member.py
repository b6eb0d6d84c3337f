"""The API of a coalition's lists: how large each partner's is, for the lead. Never a person."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaign.selectors.campaign import get_campaign
from campaign.selectors.partner_member import partner_lists
from groups.api.member import CountsSerializer, counts_of
from groups.endpoint import Endpoint


class PartnerListSerializer(CountsSerializer):
    group = serializers.SlugField()


class PartnerListsSerializer(serializers.Serializer):
    results = PartnerListSerializer(many=True)


class CampaignMembers(Endpoint):
    """How many members each group in the coalition has."""

    needs = {"GET": "members:count"}

    @extend_schema(operation_id="count_partners_members", responses=PartnerListsSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """For the coalition lead: every active partner's list, counts under ten hidden."""
        campaign = get_campaign(slug=slug, actor=self.actor)
        lists = partner_lists(campaign=campaign, actor=self.actor)
        shown = [{"group": one.group.slug, **counts_of(one.counts, one.places)} for one in lists]
        return Response({"results": shown})
