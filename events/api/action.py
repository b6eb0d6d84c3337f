"""The API of actions: the plan, and its events city by city."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaign.selectors.campaign import campaign_named
from core.api.serializer import StrictSerializer
from core.json_body import StrictJSONListParser
from core.preconditions import etag_of, version_in
from events.api.event import named_group, renamed, shown_context
from events.api.event_fields import (
    FAR_FUTURE,
    CitySerializer,
    EventSerializer,
    ReminderRules,
    WallTimeField,
)
from events.models import Action, Timing
from events.selectors.action import events_of, get_action, visible_to
from events.services.action import Followers, create_action, update_action
from events.services.event import create_events_of
from groups.endpoint import PUBLIC, Endpoint, ListEndpoint


class ActionChangeSerializer(StrictSerializer):
    """The plan. Cities follow a change in what they did not change themselves."""

    title = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=50_000, required=False, allow_blank=True)
    date = serializers.DateField(help_text="The day, or the first of several.")
    until = serializers.DateField(required=False, allow_null=True, help_text="The last of them.")
    local_time = WallTimeField(help_text="On the clocks of each city, or of `timezone`.")
    duration_minutes = serializers.IntegerField(min_value=1)
    venue_hint = serializers.CharField(max_length=200, required=False, allow_blank=True)
    capacity = serializers.IntegerField(
        min_value=0, max_value=FAR_FUTURE, required=False, allow_null=True
    )
    reminders = ReminderRules(required=False)


class NewActionSerializer(ActionChangeSerializer):
    slug = serializers.CharField(max_length=60)
    campaign = serializers.CharField(max_length=60, help_text="The campaign's slug.")
    group = serializers.CharField(max_length=60, required=False, help_text="A partner's slug.")
    timing = serializers.ChoiceField(
        choices=Timing.choices,
        default=Timing.LOCAL,
        help_text="local: at that time there; instant: at one instant everywhere.",
    )
    timezone = serializers.CharField(
        max_length=40, default="", allow_blank=True, help_text="Whose clocks, for `instant`."
    )


class ActionSerializer(serializers.Serializer):
    slug = serializers.SlugField()
    title = serializers.CharField()
    text = serializers.CharField(help_text="Markdown")
    campaign = serializers.SlugField(source="campaign.slug")
    group = serializers.SlugField(source="group.slug")
    date = serializers.DateField()
    until = serializers.DateField(allow_null=True)
    timing = serializers.ChoiceField(choices=Timing.choices)
    timezone = serializers.CharField()
    local_time = WallTimeField()
    duration_minutes = serializers.IntegerField()
    venue_hint = serializers.CharField()
    capacity = serializers.IntegerField(allow_null=True)
    reminders = ReminderRules()
    version = serializers.IntegerField()


class ChangedActionSerializer(ActionSerializer):
    """After a change: which events follow it, and which keep fields of their own."""

    followed = serializers.ListField(child=serializers.SlugField(), help_text="Events.")
    kept = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), help_text="Fields by event."
    )


class ActionList(ListEndpoint):
    """Actions of public campaigns, and one's own."""

    needs = {"GET": PUBLIC, "POST": "events:write"}

    @extend_schema(responses=ActionSerializer(many=True))
    def get(self, request: Request) -> Response:
        return self.pages(visible_to(self.actor), ActionSerializer)

    @extend_schema(request=NewActionSerializer, responses={201: ActionSerializer})
    def post(self, request: Request) -> Response:
        body = NewActionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        fields = body.validated_data
        campaign = campaign_named(fields.pop("campaign"), actor=self.actor)
        group = named_group(fields, self.actor)
        action = create_action(campaign=campaign, group=group, actor=self.actor, **fields)
        return _shown(action, status=201)


class ActionDetail(Endpoint):
    """One action."""

    needs = {"GET": PUBLIC, "PATCH": "events:write"}

    @extend_schema(responses=ActionSerializer)
    def get(self, request: Request, slug: str) -> Response:
        return _shown(get_action(slug=slug, actor=self.actor))

    @extend_schema(request=ActionChangeSerializer(partial=True), responses=ChangedActionSerializer)
    def patch(self, request: Request, slug: str) -> Response:
        action = get_action(slug=slug, actor=self.actor)
        body = ActionChangeSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        version = version_in(request.headers.get("If-Match"))
        changed, followers = update_action(
            action=action, changes=body.validated_data, version=version, actor=self.actor
        )
        return _shown(changed, followers=followers)


# A plain list: `many=True` would be documented as a page.
MADE_EVENTS = {"type": "array", "items": {"$ref": "#/components/schemas/Event"}}


class ActionEvents(ListEndpoint):
    """The action city by city."""

    needs = {"GET": PUBLIC, "POST": "events:write"}
    ordering = "starts_at"
    parser_classes = [StrictJSONListParser]

    @extend_schema(responses=EventSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        action = get_action(slug=slug, actor=self.actor)
        return self.pages(events_of(action=action, actor=self.actor), EventSerializer)

    def context_of(self, page: list[Any]) -> dict[str, Any]:
        return shown_context(self.actor, page)

    @extend_schema(request=CitySerializer(many=True), responses={201: MADE_EVENTS})
    def post(self, request: Request, slug: str) -> Response:
        action = get_action(slug=slug, actor=self.actor)
        body = CitySerializer(data=request.data, many=True)
        body.is_valid(raise_exception=True)
        cities = [(named_group(city, self.actor), renamed(city)) for city in body.validated_data]
        events = create_events_of(action=action, cities=cities, actor=self.actor)
        shown = EventSerializer(events, many=True, context=shown_context(self.actor, events))
        return Response(shown.data, status=201)


def _shown(action: Action, status: int = 200, followers: Followers | None = None) -> Response:
    body = dict(ActionSerializer(action).data)
    if followers is not None:
        body |= {"followed": followers.followed, "kept": followers.kept}
    return Response(body, status=status, headers={"ETag": etag_of(action.version)})
