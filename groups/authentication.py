"""Who calls the API: the bearer of a token. Cookies never count here."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.models import User
from core.actors import ANYONE, Actor
from core.errors import Invalid, Unauthenticated
from groups.services.token import use_token

SECRET_PARAMETERS = frozenset({"token", "access_token", "api_key"})


class BearerAuthentication(BaseAuthentication):
    """`request.auth` becomes the Actor. Credentials that could mean two things are refused."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        text = bearer_of(request._request)
        return None if text is None else use_token(text)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="muster"'


class BearerScheme(OpenApiAuthenticationExtension):
    """How OpenAPI names it; registers itself by being defined."""

    target_class = BearerAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A scoped token, from `manage.py create_token` or `POST tokens/`.",
        }


def actor_of(request: Request) -> Actor:
    """Who calls: the token's person, or anyone."""
    auth: Any = request.auth
    return auth if isinstance(auth, Actor) else ANYONE


def bearer_of(request: HttpRequest) -> str | None:
    """The token in the one Authorization header, or None without the header.

    Raises Invalid for a token in the address, two headers (servers join them with a comma) or
    a session cookie beside the token; Unauthenticated for another scheme.
    """
    if not SECRET_PARAMETERS.isdisjoint(request.GET):
        raise Invalid(
            "Send the token in the Authorization header; an address ends up in logs.",
            code="token_in_query",
        )
    header = request.META.get("HTTP_AUTHORIZATION")
    if header is None:
        return None
    if "," in header or settings.SESSION_COOKIE_NAME in request.COOKIES:
        raise Invalid(
            "Send one Authorization header and no session cookie.", code="ambiguous_credentials"
        )
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("Send `Authorization: Bearer TOKEN`.", code="invalid_token")
    return str(text).strip()
