"""`GET /api/v1/petitions/SLUG/tally/?by=source,place,day,overlap`: the counts, for staff."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Invalid
from groups.endpoint import Endpoint
from petitions.selectors.petition import get_petition
from petitions.selectors.visible_tally import VIEWS, visible_tally


@extend_schema_field({"oneOf": [{"type": "integer", "minimum": 0}, {"enum": ["<10", "hidden"]}]})
class CountField(serializers.Field):
    """A count in a breakdown; "<10", or "hidden" where it would give such a one away."""


class WaterfallFields(serializers.Serializer):
    """received = rejected + duplicates + unconfirmed + confirmed + attested + withdrawn +
    invalidated; counted = confirmed + attested."""

    received = serializers.IntegerField(min_value=0)
    rejected = serializers.IntegerField(min_value=0)
    duplicates = serializers.IntegerField(min_value=0)
    unconfirmed = serializers.IntegerField(min_value=0)
    confirmed = serializers.IntegerField(min_value=0)
    attested = serializers.IntegerField(min_value=0)
    withdrawn = serializers.IntegerField(min_value=0)
    invalidated = serializers.IntegerField(min_value=0)
    counted = serializers.IntegerField(min_value=0)
    deliverable = serializers.IntegerField(min_value=0)


class PartFields(serializers.Serializer):
    """A waterfall of a part, with small counts hidden."""

    received = CountField()
    rejected = CountField()
    duplicates = CountField()
    unconfirmed = CountField()
    confirmed = CountField()
    attested = CountField()
    withdrawn = CountField()
    invalidated = CountField()
    counted = CountField()
    deliverable = CountField()


class RegionFields(PartFields):
    cities = serializers.DictField(child=PartFields())


class OverlapFields(serializers.Serializer):
    matrix = serializers.DictField(child=serializers.DictField(child=CountField()))
    through = serializers.DictField(child=CountField(), required=False)


class ByFields(serializers.Serializer):
    """The asked breakdowns."""

    source = serializers.DictField(child=PartFields(), required=False)  # type: ignore[assignment]  # a field of that name
    place = serializers.DictField(child=RegionFields(), required=False)
    day = serializers.DictField(child=PartFields(), required=False)
    overlap = OverlapFields(required=False)


class TallyFields(WaterfallFields):
    by = ByFields()


class PetitionTally(Endpoint):
    needs = {"GET": "signatures:count"}
    query = frozenset({"by"})

    @extend_schema(
        operation_id="petition_tally",
        parameters=[
            OpenApiParameter("by", str, description=f"any of {','.join(VIEWS)}, with commas")
        ],
        responses=TallyFields,
    )
    def get(self, request: Request, slug: str) -> Response:
        """The waterfall, exact now. Breakdowns hold the caller's groups; the lead sees all."""
        by = _wanted(request.query_params.get("by", ""))
        petition = get_petition(slug=slug, actor=self.actor)
        answer: dict[str, Any] = visible_tally(petition=petition, by=by, actor=self.actor)
        return Response(answer, headers={"Cache-Control": "no-store"})


def _wanted(text: str) -> list[str]:
    names = list(dict.fromkeys(name for name in text.split(",") if name))
    if not set(names) <= set(VIEWS):
        raise Invalid.field("by", "unknown", f"Use any of {', '.join(VIEWS)}, with commas.")
    return names
