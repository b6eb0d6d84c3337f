"""The API of the places that a campaign pursues."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaign.models import LocalityKind, Stage
from campaign.selectors.campaign import get_campaign
from campaign.selectors.locality import get_locality, localities_of
from campaign.services.locality import add_locality, move_locality
from core.api.serializer import StrictSerializer
from groups.endpoint import PUBLIC, Endpoint, ListEndpoint
from groups.selectors.group import group_named


class StageSerializer(StrictSerializer):
    stage = serializers.ChoiceField(choices=Stage.choices)
    stage_on = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="Adopted on, votes on."
    )


class NewLocalitySerializer(StageSerializer):
    slug = serializers.CharField(max_length=60)
    name = serializers.CharField(max_length=80)
    region = serializers.CharField(max_length=40, help_text="In the US, a state's two letters.")
    kind = serializers.ChoiceField(choices=LocalityKind.choices, default=LocalityKind.CITY)
    body = serializers.CharField(
        max_length=120, default="", allow_blank=True, help_text="Who decides: the city council."
    )
    group = serializers.CharField(
        max_length=60, required=False, allow_null=True, help_text="The local group's slug."
    )
    stage = serializers.ChoiceField(choices=Stage.choices, default=Stage.LATER)


class LocalityStepSerializer(serializers.Serializer):
    stage = serializers.ChoiceField(choices=Stage.choices)
    stage_on = serializers.DateField(allow_null=True)


class LocalitySerializer(serializers.Serializer):
    slug = serializers.SlugField()
    kind = serializers.ChoiceField(choices=LocalityKind.choices)
    name = serializers.CharField()
    region = serializers.CharField()
    body = serializers.CharField()
    group = serializers.SlugField(source="group.slug", default=None, allow_null=True)
    stage = serializers.ChoiceField(choices=Stage.choices)
    stage_on = serializers.DateField(allow_null=True)
    steps = LocalityStepSerializer(many=True)


class LocalityList(ListEndpoint):
    """The places that a campaign pursues, each with its stage and the way there."""

    needs = {"GET": PUBLIC, "POST": "campaigns:write"}

    @extend_schema(responses=LocalitySerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        campaign = get_campaign(slug=slug, actor=self.actor)
        return self.pages(localities_of(campaign), LocalitySerializer)

    @extend_schema(request=NewLocalitySerializer, responses={201: LocalitySerializer})
    def post(self, request: Request, slug: str) -> Response:
        campaign = get_campaign(slug=slug, actor=self.actor)
        body = NewLocalitySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        fields = body.validated_data
        group = fields.pop("group", None)
        locality = add_locality(
            campaign=campaign,
            group=group_named(group, field="group") if group else None,
            actor=self.actor,
            **fields,
        )
        return Response(LocalitySerializer(locality).data, status=201)


class LocalityStage(Endpoint):
    """Moves a place to another stage."""

    needs = {"POST": "campaigns:write"}

    @extend_schema(request=StageSerializer, responses=LocalitySerializer)
    def post(self, request: Request, slug: str, locality: str) -> Response:
        campaign = get_campaign(slug=slug, actor=self.actor)
        body = StageSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        moved = move_locality(
            locality=get_locality(campaign=campaign, slug=locality),
            actor=self.actor,
            **body.validated_data,
        )
        return Response(LocalitySerializer(moved).data)
