"""Where programs hand in signatures: `POST /api/v1/petitions/SLUG/signatures/`.

A plain view, not one of REST framework's: that costs half of the sign path's rate. The answer
is the same bytes for everyone, whatever was known of the person before. Browsers may call it
from any site: it reads no cookie, so a foreign page has no more power than its visitor.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers

from core.actors import ANYONE, Actor
from core.client_address import client_network
from core.errors import Forbidden
from core.json_body import read_json
from groups.authentication import bearer_of
from groups.endpoint import PUBLIC, Endpoint, documented_by
from groups.services.token import use_token
from petitions.selectors.canonical_rule import canonical_rules
from petitions.services.signature import sign_petition
from petitions.sign_form import read_sign_form
from petitions.sign_limits import require_sign_limits

RECEIVED = b'{"status":"received"}'
SCOPE = "signatures:create"
FROM_ANY_SITE = {"Access-Control-Allow-Origin": "*"}
RECEIVED_HEADERS = {**FROM_ANY_SITE, "Content-Length": str(len(RECEIVED))}
PREFLIGHT = {
    **FROM_ANY_SITE,
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "authorization, content-type, idempotency-key",
    "Access-Control-Max-Age": "86400",
    "Allow": "OPTIONS, POST",
}


@csrf_exempt  # nobody's cookie is read here, so no site can borrow one
def signatures(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes one signature in; 201 with the same bytes whether or not the person had signed."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=PREFLIGHT)
    if request.method != "POST":
        return HttpResponseNotAllowed(["OPTIONS", "POST"])
    actor = _actor(request)
    form = read_sign_form(read_json(request), canonical_rules())
    require_sign_limits(email=form.email, network=client_network(request), actor=actor)
    sign_petition(slug=slug, form=form, actor=actor)
    return HttpResponse(
        RECEIVED, status=201, content_type="application/json", headers=RECEIVED_HEADERS
    )


def _actor(request: HttpRequest) -> Actor:
    """Anyone, or the bearer of a token with the scope. Raises Unauthenticated, Forbidden."""
    text = bearer_of(request)
    if text is None:
        return ANYONE
    _, actor = use_token(text)
    if actor.scopes is not None and SCOPE not in actor.scopes:
        raise Forbidden(f"This needs a token with the scope {SCOPE}.", code="scope_missing")
    return actor


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


class ReceivedFields(serializers.Serializer):
    """The one answer."""

    status = serializers.ChoiceField(choices=["received"])


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
