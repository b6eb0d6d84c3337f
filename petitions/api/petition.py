"""The API of petitions: their texts, states and counts."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.cache import patch_vary_headers
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaign.selectors.campaign import campaign_named
from campaign.selectors.partner import active_groups
from core.api.serializer import StrictSerializer
from core.errors import Invalid
from core.preconditions import etag_of, version_in
from groups.endpoint import PAGE_PARAMETERS, PUBLIC, Endpoint, ListEndpoint
from groups.selectors.group import group_of_token
from petitions.goal import next_goal
from petitions.models import Confirmation, DisplayRule, Petition, PetitionState
from petitions.selectors.petition import get_petition, visible_to
from petitions.selectors.tally import public_count, public_counts
from petitions.services.petition import (
    close_petition,
    create_petition,
    open_petition,
    update_petition,
)

PUBLIC_SECONDS = 5  # the count is exact within ten, of which the counter takes a few


class PetitionChangeSerializer(StrictSerializer):
    """What may be changed; title, text, target and rules only before people could sign."""

    title = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=50_000)
    target = serializers.CharField(max_length=200)
    confirmation = serializers.ChoiceField(choices=Confirmation.choices, required=False)
    goal = serializers.IntegerField(min_value=1, max_value=100_000_000, required=False)
    display_rule = serializers.ChoiceField(choices=DisplayRule.choices, required=False)
    show_comments = serializers.BooleanField(required=False)
    people_per_mailbox = serializers.ChoiceField(choices=[1, 2], required=False)


class NewPetitionSerializer(PetitionChangeSerializer):
    slug = serializers.CharField(max_length=60)
    campaign = serializers.CharField(max_length=60, help_text="The campaign's slug.")


class PetitionPartnerSerializer(serializers.Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()


class PetitionSummarySerializer(serializers.Serializer):
    """A petition in a list. Give the counts by petition id as `counts` in the context."""

    slug = serializers.SlugField()
    title = serializers.CharField()
    campaign = serializers.SlugField(source="campaign.slug")
    group = serializers.SlugField(source="group.slug")
    target = serializers.CharField()
    state = serializers.ChoiceField(choices=PetitionState.choices)
    count = serializers.SerializerMethodField(help_text="How many people signed.")
    goal = serializers.SerializerMethodField(help_text="Grows with the count.")
    opened_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)

    def get_count(self, petition: Petition) -> int:
        count: int = self.context["counts"][petition.pk]
        return count

    def get_goal(self, petition: Petition) -> int:
        return next_goal(self.get_count(petition), first=petition.goal)


class PetitionSerializer(PetitionSummarySerializer):
    text = serializers.CharField()
    confirmation = serializers.ChoiceField(choices=Confirmation.choices)
    display_rule = serializers.ChoiceField(choices=DisplayRule.choices)
    show_comments = serializers.BooleanField()
    people_per_mailbox = serializers.IntegerField()
    consent_wording = serializers.CharField()
    partners = serializers.SerializerMethodField()
    version = serializers.IntegerField()

    @extend_schema_field(PetitionPartnerSerializer(many=True))
    def get_partners(self, petition: Petition) -> list[dict[str, str]]:
        groups = active_groups(petition.campaign)
        return [{"slug": group.slug, "name": group.name} for group in groups]


class PetitionList(ListEndpoint):
    """Petitions that were opened, and one's own drafts."""

    needs = {"GET": PUBLIC, "POST": "petitions:write"}
    query = PAGE_PARAMETERS | {"campaign", "state"}

    @extend_schema(
        parameters=[
            OpenApiParameter("campaign", description="A campaign's slug."),
            OpenApiParameter("state", enum=PetitionState.values),
        ],
        responses=PetitionSummarySerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = visible_to(self.actor)
        if campaign := request.query_params.get("campaign"):
            rows = rows.filter(campaign__slug=campaign)
        if state := request.query_params.get("state"):
            rows = rows.filter(state=_known_state(state))
        return self.pages(rows, PetitionSummarySerializer)

    def context_of(self, page: list[Any]) -> dict[str, Any]:
        return {"counts": public_counts([petition.pk for petition in page])}

    @extend_schema(request=NewPetitionSerializer, responses={201: PetitionSerializer})
    def post(self, request: Request) -> Response:
        body = NewPetitionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        fields = body.validated_data
        petition = create_petition(
            campaign=campaign_named(fields.pop("campaign"), actor=self.actor),
            group=group_of_token(self.actor),
            actor=self.actor,
            **fields,
        )
        return shown(petition, status=201)


class PetitionDetail(Endpoint):
    """One petition as everyone sees it."""

    needs = {"GET": PUBLIC, "PATCH": "petitions:write"}

    @extend_schema(responses={200: PetitionSerializer, 304: None})
    def get(self, request: Request, slug: str) -> Response:
        response = shown(get_petition(slug=slug, actor=self.actor))
        cacheable = f"public, max-age={PUBLIC_SECONDS}" if self.actor.is_anonymous else "private"
        response["Cache-Control"] = cacheable
        patch_vary_headers(response, ["Authorization"])
        if request.headers.get("If-None-Match") == response["ETag"]:
            return Response(status=304, headers=dict(response.headers))
        return response

    @extend_schema(request=PetitionChangeSerializer(partial=True), responses=PetitionSerializer)
    def patch(self, request: Request, slug: str) -> Response:
        petition = get_petition(slug=slug, actor=self.actor)
        body = PetitionChangeSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        changed = update_petition(
            petition=petition,
            changes=body.validated_data,
            version=version_in(request.headers.get("If-Match")),
            actor=self.actor,
        )
        return shown(changed)


class PetitionOpen(Endpoint):
    """People may sign from now on; also reopens a closed petition."""

    needs = {"POST": "petitions:write"}

    @extend_schema(request=None, responses=PetitionSerializer)
    def post(self, request: Request, slug: str) -> Response:
        petition = get_petition(slug=slug, actor=self.actor)
        return shown(open_petition(petition=petition, actor=self.actor))


class PetitionClose(Endpoint):
    """Nobody may sign any more."""

    needs = {"POST": "petitions:write"}

    @extend_schema(request=None, responses=PetitionSerializer)
    def post(self, request: Request, slug: str) -> Response:
        petition = get_petition(slug=slug, actor=self.actor)
        return shown(close_petition(petition=petition, actor=self.actor))


def shown(petition: Petition, status: int = 200) -> Response:
    """The petition; its ETag holds the version for If-Match and all that the answer depends on."""
    context = {"counts": {petition.pk: public_count(petition.pk)}}
    body = PetitionSerializer(petition, context=context).data
    etag = etag_of(petition.version, shown=_digest(body))
    return Response(body, status=status, headers={"ETag": etag})


def _digest(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]


def _known_state(state: str) -> str:
    if state not in PetitionState.values:
        raise Invalid.field("state", "unknown", f"One of {', '.join(PetitionState.values)}.")
    return state
