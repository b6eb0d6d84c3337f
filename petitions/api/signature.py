"""Where programs hand in signatures: `POST /api/v1/petitions/SLUG/signatures/`."""

from django.http import HttpRequest
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers

from core.actors import Actor
from core.client_address import client_network
from core.json_body import read_json
from groups.endpoint import PUBLIC, Endpoint, documented_by
from groups.public_form import ReceivedFields, public_form
from groups.selectors.canonical_rule import canonical_rules
from petitions.form_limits import SIGN
from petitions.services.signature import sign_petition
from petitions.sign_form import read_sign_form


@public_form("signatures:create")
def signatures(request: HttpRequest, slug: str, actor: Actor) -> None:
    """Takes one signature in; the same answer whether or not the person had signed."""
    form = read_sign_form(read_json(request), canonical_rules())
    SIGN.require(email=form.email, network=client_network(request), actor=actor)
    sign_petition(slug=slug, form=form, actor=actor)


class SignatureFields(serializers.Serializer):
    """What signing takes, for the documentation; `petitions.sign_form` reads it."""

    given_name = serializers.CharField(max_length=100)
    family_name = serializers.CharField(max_length=100)
    email = serializers.CharField(max_length=254)
    phone = serializers.CharField(required=False, max_length=40)
    postal_code = serializers.CharField(required=False, max_length=16)
    country = serializers.CharField(required=False, max_length=2, help_text="ISO 3166-1 alpha-2")
    region = serializers.CharField(required=False, max_length=40)
    locality = serializers.CharField(required=False, max_length=80)
    comment = serializers.CharField(required=False, max_length=2000)
    display = serializers.ChoiceField(required=False, choices=["name", "anonymous"])
    subscribe = serializers.ListField(
        required=False, child=serializers.SlugField(), help_text="groups to hear from"
    )
    source = serializers.CharField(  # type: ignore[assignment]  # Field.source is another thing
        required=False, help_text="group or group/channel"
    )
    language = serializers.CharField(required=False, max_length=35)
    custom = serializers.DictField(required=False)


class Signatures(Endpoint):
    """Documents `signatures`, which answers in its place."""

    needs = {"POST": PUBLIC}

    @extend_schema(
        operation_id="sign_petition",
        request=SignatureFields,
        responses={201: OpenApiResponse(ReceivedFields)},
    )
    def post(self) -> None:
        """Signs. The same answer whether or not the person had signed; the mailbox is told."""


documented_by(Signatures, signatures)
