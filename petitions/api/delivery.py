"""The API of hand-overs."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.serializer import StrictSerializer
from groups.endpoint import ListEndpoint
from petitions.selectors.bundle import get_bundle
from petitions.services.delivery import record_delivery


class NewDeliverySerializer(StrictSerializer):
    delivered_to = serializers.CharField(max_length=200, help_text="Person and office.")
    delivered_at = serializers.DateTimeField()
    receipt = serializers.CharField(
        max_length=2000, required=False, default="", allow_blank=True,
        help_text="What was given in return: a stamp, a number, a name.",
    )  # fmt: skip


class DeliverySerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    delivered_to = serializers.CharField()
    delivered_at = serializers.DateTimeField()
    receipt = serializers.CharField()
    recorded_at = serializers.DateTimeField()


class BundleDeliveries(ListEndpoint):
    """To whom a bundle was handed over, when, with what receipt."""

    needs = {"GET": "petitions:read", "POST": "petitions:write"}

    @extend_schema(responses=DeliverySerializer(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        bundle = get_bundle(public_id=public_id, actor=self.actor)
        return self.pages(bundle.deliveries.all(), DeliverySerializer)

    @extend_schema(request=NewDeliverySerializer, responses={201: DeliverySerializer})
    def post(self, request: Request, public_id: UUID) -> Response:
        bundle = get_bundle(public_id=public_id, actor=self.actor)
        body = NewDeliverySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        delivery = record_delivery(bundle=bundle, actor=self.actor, **body.validated_data)
        return Response(DeliverySerializer(delivery).data, status=201)
