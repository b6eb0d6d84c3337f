"""What the API takes and shows of events. Parsing of their times and places; no rules."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.serializer import StrictSerializer
from core.errors import Invalid
from core.small_counts import shown_count
from events.local_time import Moment, read_moment, require_zone, resolve
from events.models import Event, EventState, Stage
from events.policies import may_check_in, may_count, may_see_place
from events.sealed_place import whereabouts_of
from events.selectors.rsvp import Turnout
from groups.standing import Standing

PRIVATE_FIELDS = ("venue", "address", "directions")
COUNT_FIELDS = ("going", "waiting")
FAR_FUTURE = 10_000_000


@extend_schema_field(
    {"type": "array", "items": {"oneOf": [{"type": "string"}, {"type": "object"}]}}
)
class ReminderRules(serializers.JSONField):
    """`["-PT2H"]` or `[{"offset": "-P1D", "at": "18:00"}]`; read by `events.reminder_rule`."""


@extend_schema_field({"oneOf": [{"type": "integer", "minimum": 0}, {"enum": ["<10"]}]})
class PeopleField(serializers.Field):
    """How many people; "<10" for the coalition lead where they are few."""


@extend_schema_field({"type": "string", "pattern": r"^\d\d:\d\d(:\d\d(\.\d{1,6})?)?$"})
class WallTimeField(serializers.TimeField):
    """What clocks show: OpenAPI's format `time` would ask for an offset."""


class PlaceWordsSerializer(StrictSerializer):
    """Where exactly it is. All three are private where `private` is true."""

    venue = serializers.CharField(max_length=200, required=False, allow_blank=True)
    address = serializers.CharField(max_length=300, required=False, allow_blank=True)
    directions = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    private = serializers.BooleanField(required=False)


class OwnFieldsSerializer(StrictSerializer):
    """What may be changed without moving the event."""

    title = serializers.CharField(max_length=200, required=False)
    text = serializers.CharField(max_length=50_000, required=False, allow_blank=True)
    venue_hint = serializers.CharField(max_length=200, required=False, allow_blank=True)
    accessibility = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    capacity = serializers.IntegerField(
        min_value=0, max_value=FAR_FUTURE, required=False, allow_null=True,
        help_text="Seats; null for no limit, 0 for a waiting list only.",
    )  # fmt: skip
    reminders = ReminderRules(
        required=False, help_text='Before the start: "-PT2H", {"offset": "-P1D", "at": "18:00"}.'
    )
    bundle = serializers.UUIDField(
        required=False, allow_null=True, help_text="The bundle that is handed over there."
    )


class CitySerializer(OwnFieldsSerializer, PlaceWordsSerializer):
    """One city of an action. What is left out is as the plan says."""

    city = serializers.CharField(max_length=80, required=False)
    region = serializers.CharField(max_length=40, required=False, help_text="A state's letters.")
    postal_code = serializers.CharField(max_length=16, required=False)
    country = serializers.CharField(max_length=2, required=False, default="US")
    timezone = serializers.CharField(max_length=40, required=False)
    group = serializers.CharField(max_length=60, required=False, help_text="A partner's slug.")
    slug = serializers.CharField(max_length=60, required=False)
    date = serializers.DateField(required=False)
    local_time = WallTimeField(required=False)
    fold = serializers.ChoiceField(choices=[0, 1], required=False)
    duration_minutes = serializers.IntegerField(min_value=1, required=False)
    state = serializers.ChoiceField(choices=[EventState.DRAFT, EventState.OPEN], required=False)
    confirm = serializers.BooleanField(
        required=False, help_text="The clocks of a zone far from the place are meant."
    )


class TimeSerializer(StrictSerializer):
    """When it is: a wall time with its zone, or an instant with its offset."""

    starts_at = serializers.CharField(
        max_length=40, required=False, help_text="2026-07-12T12:00, or with an offset."
    )
    ends_at = serializers.CharField(max_length=40, required=False)
    duration_minutes = serializers.IntegerField(min_value=1, required=False)
    timezone = serializers.CharField(max_length=40, required=False, help_text="IANA name.")
    fold = serializers.ChoiceField(
        choices=[0, 1], required=False, help_text="Which of two, where clocks go back."
    )


class EventSerializer(serializers.Serializer):
    """An event, for whoever has `standing` (in the context, with `opens_places`, and `turnouts` by
    event id).

    Venue, address and directions of a private event are shown to its group alone; `going` and
    `waiting` to its group, and with "<10" for a small one to the coalition lead.
    """

    slug = serializers.SlugField()
    title = serializers.CharField()
    text = serializers.CharField(help_text="Markdown")
    campaign = serializers.SlugField(source="campaign.slug")
    action = serializers.SlugField(source="action.slug", default=None, allow_null=True)
    group = serializers.SlugField(source="group.slug")
    city = serializers.CharField()
    region = serializers.CharField()
    country = serializers.CharField()
    timezone = serializers.CharField()
    starts_at = serializers.SerializerMethodField(help_text="With the offset there.")
    ends_at = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=Stage.choices, source="stage")
    private = serializers.BooleanField(source="is_private")
    venue_hint = serializers.CharField()
    accessibility = serializers.CharField()
    capacity = serializers.IntegerField(allow_null=True)
    reminders = ReminderRules()
    bundle = serializers.UUIDField(source="bundle.public_id", default=None, allow_null=True)
    handed_over_at = serializers.DateTimeField(
        source="delivery.delivered_at", default=None, allow_null=True
    )
    version = serializers.IntegerField()
    venue = serializers.CharField(required=False)
    address = serializers.CharField(required=False)
    directions = serializers.CharField(required=False)
    going = PeopleField(required=False)
    waiting = PeopleField(required=False)
    distance_miles = serializers.FloatField(required=False)

    @extend_schema_field(serializers.DateTimeField())
    def get_starts_at(self, event: Event) -> str:
        return event.start.there.isoformat()

    @extend_schema_field(serializers.DateTimeField())
    def get_ends_at(self, event: Event) -> str:
        return event.ends_at.astimezone(event.start.there.tzinfo).isoformat()

    def to_representation(self, event: Event) -> dict[str, Any]:
        standing: Standing = self.context["standing"]
        opens = self.context["opens_places"] or not event.is_private
        may_see = opens and may_see_place(standing, event)
        where = whereabouts_of(event)._asdict() if may_see else {}
        turnout = self.context.get("turnouts", {}).get(event.pk)
        shown: dict[str, Any] = {}
        for name, field in self.fields.items():
            if name not in {*PRIVATE_FIELDS, *COUNT_FIELDS, "distance_miles"}:
                shown[name] = _shown(field, event)
        shown |= where | _counts(standing, event, turnout)
        if hasattr(event, "distance"):
            shown["distance_miles"] = round(event.distance, 1)
        return shown


def start_of(fields: dict[str, Any], *, zone: str | None) -> Moment | None:
    """Takes the start out of the fields, if there is one. Raises Invalid."""
    text, fold = fields.pop("starts_at", None), fields.pop("fold", None)
    zone = fields.pop("timezone", None) or zone
    return None if text is None else read_moment(text, zone, fold=fold)


def new_start(fields: dict[str, Any], event: Event, *, zone: str) -> Moment | None:
    """When it moves to: `starts_at`, or another `date` or `local_time`, on the clocks of `zone` or
    of the `timezone` named. None where the clocks go on showing the same. Raises Invalid.
    """
    zone = require_zone(fields.pop("timezone", None) or zone)
    day, at = fields.pop("date", None), fields.pop("local_time", None)
    if "starts_at" in fields:
        return start_of(fields, zone=zone)
    if day is None and at is None and zone == event.timezone and "fold" not in fields:
        return None
    local = datetime.combine(day or event.local_date, at or event.local_time)
    return resolve(local, zone, fold=fields.pop("fold", None))


def minutes_of(fields: dict[str, Any], start: Moment) -> int | None:
    """Takes the duration in minutes out of the fields: of the instants, not of the wall clocks.

    Raises Invalid for an end that is not after the start.
    """
    text = fields.pop("ends_at", None)
    minutes: int | None = fields.pop("duration_minutes", None)
    if text is None:
        return minutes
    end = _end_of(text, start)
    seconds = (end - start.instant).total_seconds()
    if seconds < 60:
        raise Invalid.field("ends_at", "before_start", "An event ends after it starts.")
    return int(seconds // 60)


def _end_of(text: str, start: Moment) -> datetime:
    return read_moment(text, start.zone, field="ends_at").instant


def _shown(field: Any, event: Event) -> Any:
    value = field.get_attribute(event)
    return None if value is None else field.to_representation(value)


def _counts(standing: Standing, event: Event, turnout: Turnout | None) -> dict[str, Any]:
    if turnout is None:
        return {}
    if may_check_in(standing, event):
        return {"going": turnout.going, "waiting": turnout.waiting}
    if may_count(standing, event):
        return {"going": shown_count(turnout.going), "waiting": shown_count(turnout.waiting)}
    return {}
