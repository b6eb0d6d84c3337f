"""The API of a campaign's coalition."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaign.models import Partner
from campaign.models.partner import PartnerState
from campaign.selectors.campaign import get_campaign
from campaign.selectors.partner import get_partner_group, partners_visible_to
from campaign.services.partner import accept_invitation, invite_partner, leave_coalition
from core.api.serializer import StrictSerializer
from groups.endpoint import PUBLIC, Endpoint, ListEndpoint
from groups.selectors.group import group_named


class InvitationSerializer(StrictSerializer):
    group = serializers.CharField(max_length=60, help_text="The invited group's slug.")


class PartnerSerializer(serializers.Serializer):
    group = serializers.SlugField(source="group.slug")
    name = serializers.CharField(source="group.name")
    is_lead = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=PartnerState.choices)
    accepted_at = serializers.DateTimeField(allow_null=True)

    def get_is_lead(self, partner: Partner) -> bool:
        return partner.group_id == partner.campaign.lead_id


class PartnerList(ListEndpoint):
    """The coalition; who is invited is for the lead and the invited group to know."""

    needs = {"GET": PUBLIC, "POST": "campaigns:write"}

    @extend_schema(responses=PartnerSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        campaign = get_campaign(slug=slug, actor=self.actor)
        return self.pages(
            partners_visible_to(campaign=campaign, actor=self.actor), PartnerSerializer
        )

    @extend_schema(request=InvitationSerializer, responses={201: PartnerSerializer})
    def post(self, request: Request, slug: str) -> Response:
        campaign = get_campaign(slug=slug, actor=self.actor)
        body = InvitationSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        group = group_named(body.validated_data["group"], field="group")
        partner = invite_partner(campaign=campaign, group=group, actor=self.actor)
        return Response(PartnerSerializer(partner).data, status=201)


class PartnerAccept(Endpoint):
    """The invited group joins the coalition."""

    needs = {"POST": "campaigns:write"}

    @extend_schema(request=None, responses=PartnerSerializer)
    def post(self, request: Request, slug: str, group: str) -> Response:
        campaign = get_campaign(slug=slug, actor=self.actor)
        partner = accept_invitation(
            campaign=campaign,
            group=get_partner_group(campaign=campaign, slug=group),
            actor=self.actor,
        )
        return Response(PartnerSerializer(partner).data)


class PartnerLeave(Endpoint):
    """The group leaves the coalition, or declines its invitation."""

    needs = {"POST": "campaigns:write"}

    @extend_schema(request=None, responses=PartnerSerializer)
    def post(self, request: Request, slug: str, group: str) -> Response:
        campaign = get_campaign(slug=slug, actor=self.actor)
        partner = leave_coalition(
            campaign=campaign,
            group=get_partner_group(campaign=campaign, slug=group),
            actor=self.actor,
        )
        return Response(PartnerSerializer(partner).data)
