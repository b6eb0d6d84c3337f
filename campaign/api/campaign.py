"""The API of campaigns."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaign.models import Campaign
from campaign.models.campaign import CampaignState
from campaign.selectors.campaign import get_campaign, visible_to
from campaign.services.campaign import create_campaign, move_campaign, update_campaign
from core.api.serializer import StrictSerializer
from core.markdown import render_markdown
from core.preconditions import etag_of, version_in
from groups.endpoint import PUBLIC, Endpoint, ListEndpoint
from groups.selectors.group import group_named


class CampaignChangeSerializer(StrictSerializer):
    """What may be changed later."""

    title = serializers.CharField(max_length=200)
    target = serializers.CharField(max_length=200)
    demand = serializers.CharField(max_length=5000)
    story = serializers.CharField(max_length=50_000, required=False, allow_blank=True)
    starts_on = serializers.DateField(required=False, allow_null=True)
    ends_on = serializers.DateField(required=False, allow_null=True)


class NewCampaignSerializer(CampaignChangeSerializer):
    slug = serializers.CharField(max_length=60)
    lead = serializers.CharField(max_length=60, help_text="The lead group's slug.")
    state = serializers.ChoiceField(
        choices=[CampaignState.DRAFT, CampaignState.PUBLIC], default=CampaignState.PUBLIC
    )


class CampaignSerializer(serializers.Serializer):
    slug = serializers.SlugField()
    title = serializers.CharField()
    lead = serializers.SlugField(source="lead.slug")
    target = serializers.CharField()
    demand = serializers.CharField()
    story = serializers.CharField(help_text="Markdown")
    story_html = serializers.SerializerMethodField(help_text="The story as sanitised HTML")
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=CampaignState.choices)
    version = serializers.IntegerField()

    def get_story_html(self, campaign: Campaign) -> str:
        return render_markdown(campaign.story)


class CampaignList(ListEndpoint):
    """Public campaigns, and one's own drafts."""

    needs = {"GET": PUBLIC, "POST": "campaigns:write"}

    @extend_schema(responses=CampaignSerializer(many=True))
    def get(self, request: Request) -> Response:
        return self.pages(visible_to(self.actor), CampaignSerializer)

    @extend_schema(request=NewCampaignSerializer, responses={201: CampaignSerializer})
    def post(self, request: Request) -> Response:
        body = NewCampaignSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        lead = group_named(body.validated_data.pop("lead"), field="lead")
        campaign = create_campaign(lead=lead, actor=self.actor, **body.validated_data)
        return _shown(campaign, status=201)


class CampaignDetail(Endpoint):
    """One campaign."""

    needs = {"GET": PUBLIC, "PATCH": "campaigns:write"}

    @extend_schema(responses=CampaignSerializer)
    def get(self, request: Request, slug: str) -> Response:
        return _shown(get_campaign(slug=slug, actor=self.actor))

    @extend_schema(request=CampaignChangeSerializer(partial=True), responses=CampaignSerializer)
    def patch(self, request: Request, slug: str) -> Response:
        campaign = get_campaign(slug=slug, actor=self.actor)
        body = CampaignChangeSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        changed = update_campaign(
            campaign=campaign,
            changes=body.validated_data,
            version=version_in(request.headers.get("If-Match")),
            actor=self.actor,
        )
        return _shown(changed)


class CampaignPublish(Endpoint):
    """Makes a draft public, or an ended campaign again."""

    needs = {"POST": "campaigns:write"}

    @extend_schema(request=None, responses=CampaignSerializer)
    def post(self, request: Request, slug: str) -> Response:
        campaign = get_campaign(slug=slug, actor=self.actor)
        return _shown(
            move_campaign(campaign=campaign, state=CampaignState.PUBLIC, actor=self.actor)
        )


class CampaignEnd(Endpoint):
    """Ends a public campaign."""

    needs = {"POST": "campaigns:write"}

    @extend_schema(request=None, responses=CampaignSerializer)
    def post(self, request: Request, slug: str) -> Response:
        campaign = get_campaign(slug=slug, actor=self.actor)
        return _shown(move_campaign(campaign=campaign, state=CampaignState.ENDED, actor=self.actor))


def _shown(campaign: Campaign, status: int = 200) -> Response:
    headers = {"ETag": etag_of(campaign.version)}
    return Response(CampaignSerializer(campaign).data, status=status, headers=headers)
