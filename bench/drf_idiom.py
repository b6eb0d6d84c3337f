"""The usual way, for comparison: REST framework's serializer and the ORM on the same model.

It validates, seals and writes the same rows (signature, delta, message) in one transaction, but
deduplicates by looking first, as such views do. Never part of the product.
"""

import json
import uuid
from typing import Any

from django.db import transaction
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.generics import CreateAPIView

from core import vault
from core.models import Message
from core.vault import Owner
from groups.identity import canonical_email, email_identity
from petitions.identity import signature_id
from petitions.models import Delta, Display, Petition, Signature, SignatureState, Source


class SignatureSerializer(serializers.Serializer):
    """The fields that the bench sends."""

    given_name = serializers.CharField(max_length=100)
    family_name = serializers.CharField(max_length=100)
    email = serializers.EmailField()
    postal_code = serializers.CharField(max_length=16, required=False)
    display = serializers.ChoiceField(choices=Display.choices, default=Display.NAME)
    status = serializers.CharField(read_only=True, default="received")

    def create(self, validated_data: dict[str, Any]) -> dict[str, Any]:
        petition = Petition.objects.get(slug=self.context["slug"], state="open")
        source = Source.objects.get(petition=petition, group=petition.group, channel="")
        identity = email_identity(canonical_email(validated_data["email"]))
        row_id = signature_id(petition.pk, identity)
        if not Signature.objects.filter(pk=row_id).exists():
            self._write(petition, source, row_id, validated_data)
        return {**validated_data, "status": "received"}

    @transaction.atomic
    def _write(
        self, petition: Petition, source: Source, row_id: uuid.UUID, data: dict[str, Any]
    ) -> None:
        now = timezone.now()
        owner = Owner("petition", str(petition.pk))
        place = {"country": "US", "region": "NY", "city": "New York"}
        Signature.objects.create(
            id=row_id,
            petition=petition,
            source=source,
            state=SignatureState.UNCONFIRMED,
            named=True,
            display=data["display"],
            signed_at=now,
            received_at=now,
            sealed=vault.seal(owner, row_id, json.dumps(data).encode()),
            **place,
        )
        Delta.objects.create(
            petition=petition,
            source=source,
            day=now.date(),
            state=SignatureState.UNCONFIRMED,
            deliverable=False,
            n=1,
            **place,
        )
        Message.objects.create(
            kind="petitions.signature",
            about=row_id,
            dedup_key=f"signature:{row_id}",
            message_id=f"<{row_id}@localhost>",
        )


class SignatureCreate(CreateAPIView):
    """The view, as generic as they come."""

    authentication_classes = []
    permission_classes = []
    serializer_class = SignatureSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **self.kwargs}


urlpatterns = [path("api/v1/petitions/<slug:slug>/signatures/", SignatureCreate.as_view())]
