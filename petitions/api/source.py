"""The API of a petition's sources: the partners and channels that people came through."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from groups.endpoint import ListEndpoint
from petitions.models import Source
from petitions.selectors.petition import get_petition
from petitions.selectors.source import sources_visible_to


class SourceSerializer(serializers.Serializer):
    source = serializers.SerializerMethodField(  # type: ignore[assignment]  # Field.source differs
        help_text="group or group/channel"
    )
    group = serializers.SlugField(source="group.slug")
    channel = serializers.CharField()

    def get_source(self, source: Source) -> str:
        return f"{source.group.slug}/{source.channel}" if source.channel else source.group.slug


class PetitionSources(ListEndpoint):
    """Where signatures came from so far; a channel appears with its first signature."""

    needs = {"GET": "petitions:read"}

    @extend_schema(responses=SourceSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        petition = get_petition(slug=slug, actor=self.actor)
        rows = sources_visible_to(petition=petition, actor=self.actor)
        return self.pages(rows, SourceSerializer)
