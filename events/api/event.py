"""The API of events: find, make, change, move, cancel, hand over."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaign.selectors.campaign import campaign_named
from core.actors import Actor
from core.errors import Invalid
from core.preconditions import etag_of, version_in
from events.api.event_fields import (
    CitySerializer,
    EventSerializer,
    OwnFieldsSerializer,
    PlaceWordsSerializer,
    TimeSerializer,
    WallTimeField,
    minutes_of,
    new_start,
    start_of,
)
from events.event_place import find_place
from events.event_slug import slug_for
from events.models import Event
from events.selectors.event import WIDEST_MILES, get_event, near, upcoming, visible_to
from events.selectors.rsvp import turnouts
from events.services.event import PLACE, create_event, update_event
from events.services.event_delivery import hand_over
from events.services.event_move import cancel_event, move_event, open_event, reopen_event
from groups.endpoint import PAGE_PARAMETERS, PUBLIC, Endpoint, ListEndpoint
from groups.models import Group
from groups.selectors.group import group_named, group_of_token
from groups.selectors.staff import standing_of
from petitions.api.delivery import NewDeliverySerializer
from petitions.models import Bundle

RSVPS_COUNT = "rsvps:count"


class NewEventSerializer(TimeSerializer, CitySerializer):
    """An event of its own: time and place in full."""

    title = serializers.CharField(max_length=200)
    campaign = serializers.CharField(max_length=60, help_text="The campaign's slug.")
    starts_at = serializers.CharField(max_length=40, help_text="2026-07-12T12:00, or with offset.")
    date = None  # type: ignore[assignment]  # REST framework's way to leave a field out
    local_time = None  # type: ignore[assignment]  # likewise


class MoveSerializer(TimeSerializer, PlaceWordsSerializer):
    """To another time, another place, or both."""

    date = serializers.DateField(required=False, help_text="Another day, at the same wall time.")
    local_time = WallTimeField(required=False)
    city = serializers.CharField(max_length=80, required=False)
    region = serializers.CharField(max_length=40, required=False)
    postal_code = serializers.CharField(max_length=16, required=False)


class EventChangeSerializer(OwnFieldsSerializer):
    """A PATCH; when and where is `move/`."""

    directions = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class EventList(ListEndpoint):
    """Events that are not over, the next first; `near` a ZIP code, the nearest first."""

    needs = {"GET": PUBLIC, "POST": "events:write"}
    query = PAGE_PARAMETERS | {"near", "within", "campaign", "action"}
    ordering = "starts_at"

    @extend_schema(
        parameters=[
            OpenApiParameter("near", description="A US ZIP code."),
            OpenApiParameter("within", float, description="Miles, at most 500; 25 by default."),
            OpenApiParameter("campaign", description="A campaign's slug."),
            OpenApiParameter("action", description="An action's slug."),
        ],
        responses=EventSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = upcoming(visible_to(self.actor))
        asked = request.query_params
        for name in ("campaign", "action"):
            if name in asked:
                rows = rows.filter(**{f"{name}__slug": asked[name]})
        if "within" in asked and "near" not in asked:
            raise Invalid.field("within", "invalid", "`within` goes with `near`, a ZIP code.")
        if "near" in asked:
            self.ordering = "distance"
            rows = near(rows, postal_code=asked["near"], miles=_miles(asked.get("within", "25")))
        return self.pages(rows, EventSerializer)

    def context_of(self, page: list[Any]) -> dict[str, Any]:
        return shown_context(self.actor, page)

    @extend_schema(request=NewEventSerializer, responses={201: EventSerializer})
    def post(self, request: Request) -> Response:
        body = NewEventSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        fields = body.validated_data
        campaign = campaign_named(fields.pop("campaign"), actor=self.actor)
        group = named_group(fields, self.actor)
        start = start_of(fields, zone=None)
        assert start is not None, "the field is required"
        minutes = minutes_of(fields, start)
        place_words = {name: fields.pop(name) for name in PLACE if name in fields}
        place = find_place(**place_words, zone=start.zone)
        slug = fields.pop("slug", None) or slug_for(fields["title"], place.city)
        event = create_event(
            campaign=campaign, group=group, start=start, place=place, actor=self.actor, slug=slug,
            duration_minutes=120 if minutes is None else minutes, **renamed(fields),
        )  # fmt: skip
        return shown(event, self.actor, status=201)


class EventDetail(Endpoint):
    """One event."""

    needs = {"GET": PUBLIC, "PATCH": "events:write"}

    @extend_schema(responses=EventSerializer)
    def get(self, request: Request, slug: str) -> Response:
        return shown(get_event(slug=slug, actor=self.actor), self.actor)

    @extend_schema(request=EventChangeSerializer(partial=True), responses=EventSerializer)
    def patch(self, request: Request, slug: str) -> Response:
        event = get_event(slug=slug, actor=self.actor)
        body = EventChangeSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        version = version_in(request.headers.get("If-Match"))
        changes = renamed(body.validated_data)
        changed = update_event(event=event, changes=changes, version=version, actor=self.actor)
        return shown(changed, self.actor)


class EventMove(Endpoint):
    """Moves the event; those who were told otherwise are told once."""

    needs = {"POST": "events:write"}
    versioned = frozenset({"POST"})

    @extend_schema(request=MoveSerializer, responses=EventSerializer)
    def post(self, request: Request, slug: str) -> Response:
        event = get_event(slug=slug, actor=self.actor)
        body = MoveSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        if not body.validated_data:
            raise Invalid("Say when or where it moves to.", code="nothing_to_do")
        version = version_in(request.headers.get("If-Match"))
        moved = move_event(
            event=event, version=version, actor=self.actor, **_move_of(body.validated_data, event)
        )
        return shown(moved, self.actor)


class EventOpen(Endpoint):
    """Makes a draft public."""

    needs = {"POST": "events:write"}
    versioned = frozenset({"POST"})

    @extend_schema(request=None, responses=EventSerializer)
    def post(self, request: Request, slug: str) -> Response:
        return _stepped(open_event, slug, request, self.actor)


class EventCancel(Endpoint):
    """Cancels the event; everyone who comes is told once."""

    needs = {"POST": "events:write"}
    versioned = frozenset({"POST"})

    @extend_schema(request=None, responses=EventSerializer)
    def post(self, request: Request, slug: str) -> Response:
        return _stepped(cancel_event, slug, request, self.actor)


class EventReopen(Endpoint):
    """Takes a cancellation back; those who were told of it are told."""

    needs = {"POST": "events:write"}
    versioned = frozenset({"POST"})

    @extend_schema(request=None, responses=EventSerializer)
    def post(self, request: Request, slug: str) -> Response:
        return _stepped(reopen_event, slug, request, self.actor)


class EventHandOver(Endpoint):
    """Records that the event's bundle was handed over there."""

    needs = {"POST": "petitions:write"}

    @extend_schema(request=NewDeliverySerializer, responses={201: EventSerializer})
    def post(self, request: Request, slug: str) -> Response:
        event = get_event(slug=slug, actor=self.actor)
        body = NewDeliverySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return shown(
            hand_over(event=event, actor=self.actor, **body.validated_data), self.actor, status=201
        )


def _stepped(step: Callable[..., Event], slug: str, request: Request, actor: Actor) -> Response:
    """The event after a step that the caller's version of it may take."""
    event = get_event(slug=slug, actor=actor)
    version = version_in(request.headers.get("If-Match"))
    return shown(step(event=event, version=version, actor=actor), actor)


def shown(event: Event, actor: Actor, status: int = 200) -> Response:
    body = EventSerializer(event, context=shown_context(actor, [event])).data
    return Response(body, status=status, headers={"ETag": etag_of(event.version)})


def shown_context(actor: Actor, page: list[Event]) -> dict[str, Any]:
    """What the serializer needs beside the rows. A token needs a scope of events for private
    places, and its scope for the counts: one that stands in a website's form has neither."""
    scopes = actor.scopes
    counts = not actor.is_anonymous and (scopes is None or RSVPS_COUNT in scopes)
    return {
        "standing": standing_of(actor),
        "opens_places": scopes is None or bool(scopes & {"events:read", "events:write"}),
        "turnouts": turnouts(page) if counts else {},
    }


def named_group(fields: dict[str, Any], actor: Actor) -> Group:
    """Takes the group out of the fields: the named one, or that of the actor's token."""
    slug = fields.pop("group", None)
    return group_named(slug, field="group") if slug else group_of_token(actor)


def renamed(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as the services name them. Raises Invalid for a bundle that is not known."""
    values = dict(fields)
    if "private" in values:
        values["is_private"] = values.pop("private")
    if values.get("bundle") is not None:
        rows = Bundle.objects.select_related("petition")
        values["bundle"] = rows.filter(public_id=values["bundle"]).first()
        if values["bundle"] is None:
            raise Invalid.field("bundle", "unknown", "This campaign has no such bundle.")
    return values


def _move_of(fields: dict[str, Any], event: Event) -> dict[str, Any]:
    words = {name: fields.pop(name) for name in PLACE if name in fields}
    where = {name: fields[name] for name in ("venue", "address", "directions") if name in fields}
    place = find_place(**words, zone=event.timezone) if words else None
    zone = place.timezone if place else event.timezone
    start = new_start(fields, event, zone=zone)
    return {
        "start": start,
        "duration_minutes": minutes_of(fields, start or event.start),
        "place": place,
        "where": where,
        "is_private": fields.get("private"),
    }


def _miles(text: str) -> float:
    try:
        miles = float(text)
    except ValueError:
        miles = 0.0
    if not 0 < miles <= WIDEST_MILES:
        raise Invalid.field("within", "invalid", "Use miles, more than 0 and at most 500.")
    return miles
