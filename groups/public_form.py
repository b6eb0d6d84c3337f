"""What public forms of the API have in common: anyone may post them, from any site, and the answer
is the same bytes for everyone.

Plain views, not REST framework's: that costs half of the sign path's rate. They read no cookie,
so a foreign page that posts has no more power than its visitor.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt
from rest_framework import serializers

from core.actors import ANYONE, Actor
from core.errors import Forbidden
from groups.authentication import bearer_of
from groups.services.token import use_token

RECEIVED = b'{"status":"received"}'
FROM_ANY_SITE = {"Access-Control-Allow-Origin": "*"}
RECEIVED_HEADERS = {**FROM_ANY_SITE, "Content-Length": str(len(RECEIVED))}
PREFLIGHT = {
    **FROM_ANY_SITE,
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "authorization, content-type, idempotency-key",
    "Access-Control-Max-Age": "86400",
    "Allow": "OPTIONS, POST",
}

TakeIn = Callable[[HttpRequest, str, Actor], None]


def public_form(scope: str) -> Callable[[TakeIn], Callable[[HttpRequest, str], HttpResponse]]:
    """Makes a view of what takes in one form for the thing of a slug: 201 when it returns.

    The actor is anyone, or the bearer of a token with the scope.
    """

    def make(take_in: TakeIn) -> Callable[[HttpRequest, str], HttpResponse]:
        @csrf_exempt  # nobody's cookie is read here, so no site can borrow one
        @wraps(take_in)
        def view(request: HttpRequest, slug: str) -> HttpResponse:
            if request.method == "OPTIONS":
                return HttpResponse(status=204, headers=PREFLIGHT)
            if request.method != "POST":
                return HttpResponseNotAllowed(["OPTIONS", "POST"])
            take_in(request, slug, _actor(request, scope))
            return HttpResponse(
                RECEIVED, status=201, content_type="application/json", headers=RECEIVED_HEADERS
            )

        return view

    return make


def _actor(request: HttpRequest, scope: str) -> Actor:
    """Raises Unauthenticated, Forbidden."""
    text = bearer_of(request)
    if text is None:
        return ANYONE
    _, actor = use_token(text)
    if actor.scopes is not None and scope not in actor.scopes:
        raise Forbidden(f"This needs a token with the scope {scope}.", code="scope_missing")
    return actor


class ReceivedFields(serializers.Serializer):
    """The one answer, for the document."""

    status = serializers.ChoiceField(choices=["received"])
