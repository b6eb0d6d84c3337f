"""The API of groups."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from groups.endpoint import Endpoint, ListEndpoint
from groups.selectors.group import get_group, visible_to


class GroupSerializer(serializers.Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()


class GroupList(ListEndpoint):
    """The groups whose own pages the caller may read."""

    needs = {"GET": "groups:read"}
    ordering = "slug"

    @extend_schema(responses=GroupSerializer(many=True))
    def get(self, request: Request) -> Response:
        return self.pages(visible_to(self.actor), GroupSerializer)


class GroupDetail(Endpoint):
    """One group."""

    needs = {"GET": "groups:read"}

    @extend_schema(responses=GroupSerializer)
    def get(self, request: Request, slug: str) -> Response:
        return Response(GroupSerializer(get_group(slug=slug, actor=self.actor)).data)
