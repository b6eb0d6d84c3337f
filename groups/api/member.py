"""The API of member lists: counts for whoever may count, additions for stewards' programs.

A token reads nobody: people on a list are seen at the desk, by a person who signed in.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.serializer import StrictSerializer
from groups.endpoint import Endpoint
from groups.member_form import MOST_TAGS
from groups.selectors.group import get_group
from groups.selectors.member_count import MemberCounts, PlaceCount, hidden_sizes
from groups.services.member_addition import MOST_AT_ONCE, Added, add_members

SHOWN = "A whole number, or `<10` for 1 to 9, or `hidden` where it would give another away."


class PlaceSerializer(serializers.Serializer):
    country = serializers.CharField()
    region = serializers.CharField()
    city = serializers.CharField()
    members = serializers.JSONField(help_text=SHOWN)


class CountsSerializer(serializers.Serializer):
    """The size of a list: members = active + unsubscribed; consented are of the active."""

    members = serializers.JSONField(help_text=SHOWN)
    active = serializers.JSONField(help_text=SHOWN)
    unsubscribed = serializers.JSONField(help_text=SHOWN)
    consented = serializers.JSONField(help_text=SHOWN)
    places = PlaceSerializer(many=True)


class ConsentSerializer(StrictSerializer):
    """That the person agreed to hear from the group, by the program's word."""

    wording = serializers.CharField(
        max_length=40, help_text="The version of the text that the person saw."
    )
    source = serializers.CharField(  # type: ignore[assignment]  # the API's word
        max_length=60, help_text="Where they agreed, such as the name of a form."
    )
    given_at = serializers.DateTimeField()
    language = serializers.CharField(max_length=35, default="", allow_blank=True)


class MemberSerializer(StrictSerializer):
    """One person. An e-mail address, or name with street and ZIP code, or a phone tells who."""

    given_name = serializers.CharField(max_length=100, default="", allow_blank=True)
    family_name = serializers.CharField(max_length=100, default="", allow_blank=True)
    email = serializers.CharField(max_length=254, default="", allow_blank=True)
    phone = serializers.CharField(max_length=40, default="", allow_blank=True)
    street = serializers.CharField(max_length=200, default="", allow_blank=True)
    postal_code = serializers.CharField(max_length=40, default="", allow_blank=True)
    country = serializers.CharField(max_length=2, default="", allow_blank=True)
    region = serializers.CharField(max_length=40, default="", allow_blank=True)
    city = serializers.CharField(max_length=80, default="", allow_blank=True)
    language = serializers.CharField(max_length=35, default="", allow_blank=True)
    note = serializers.CharField(max_length=2000, default="", allow_blank=True)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=MOST_TAGS, default=list
    )
    consent = ConsentSerializer(required=False)


class AdditionSerializer(StrictSerializer):
    members = serializers.ListField(child=MemberSerializer(), min_length=1, max_length=MOST_AT_ONCE)


class FieldProblemSerializer(serializers.Serializer):
    field = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class AddedSerializer(serializers.Serializer):
    """`refused`: not taken in, for the person's privacy. `known` keeps what the list says."""

    row = serializers.IntegerField(help_text="From 0, in the order sent.")
    result = serializers.ChoiceField(choices=["added", "known", "refused", "invalid"])
    errors = FieldProblemSerializer(many=True)  # type: ignore[assignment]  # the API's word


class ResultsSerializer(serializers.Serializer):
    results = AddedSerializer(many=True)


class GroupMembers(Endpoint):
    """A group's list: how large it is, and additions to it."""

    needs = {"GET": "members:count", "POST": "members:write"}

    @extend_schema(operation_id="count_members", responses=CountsSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The size of the list and by city, counts under ten hidden."""
        group = get_group(slug=slug, actor=self.actor)
        size = hidden_sizes([group.pk])[group.pk]
        return Response(counts_of(size.counts, size.places))

    @extend_schema(
        operation_id="add_members", request=AdditionSerializer, responses={200: ResultsSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Takes up to 500 people in; says what became of each, row by row."""
        group = get_group(slug=slug, actor=self.actor)
        body = AdditionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        added = add_members(group=group, rows=body.validated_data["members"], actor=self.actor)
        return Response({"results": [_shown(row, one) for row, one in enumerate(added)]})


def counts_of(counts: MemberCounts, places: Sequence[PlaceCount]) -> dict[str, Any]:
    """What the API shows of a list's size."""
    return {**asdict(counts), "places": [asdict(place) for place in places]}


def _shown(row: int, added: Added) -> dict[str, Any]:
    errors = [
        {"field": error.field, "code": error.code, "detail": error.detail} for error in added.errors
    ]
    return {"row": row, "result": added.result, "errors": errors}
