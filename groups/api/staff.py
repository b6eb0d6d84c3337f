"""The API of staff: who has which role. Roles are changed at the desk, never by a token."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from groups.endpoint import ListEndpoint
from groups.models import Role
from groups.policies import may_manage
from groups.selectors.group import get_group
from groups.selectors.staff import staff_of_group, standing_of


class RoleSerializer(serializers.Serializer):
    """What a platform administrator sees: that the group has staff, not who."""

    role = serializers.ChoiceField(choices=Role.choices)
    since = serializers.DateTimeField(source="started_at")


class StaffSerializer(RoleSerializer):
    email = serializers.EmailField(source="user.email", required=False)
    name = serializers.CharField(source="user.name", required=False)


class StaffList(ListEndpoint):
    """The group's present staff, for its coordinators."""

    needs = {"GET": "groups:read"}

    @extend_schema(responses=StaffSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        group = get_group(slug=slug, actor=self.actor)
        rows = staff_of_group(group=group, actor=self.actor)
        knows_people = may_manage(standing_of(self.actor), group.pk)
        return self.pages(rows, StaffSerializer if knows_people else RoleSerializer)
