"""The base of API views: who may call is declared once per method and checked before anything.

    class PetitionOpen(Endpoint):
        needs = {"POST": "petitions:write"}

        def post(self, request: Request, slug: str) -> Response:
            petition = get_petition(slug=slug, actor=self.actor)
            return Response(present(open_petition(petition=petition, actor=self.actor)))

A need is a token scope, ANY_TOKEN, or PUBLIC. The scope opens the endpoint (403 without it);
selectors and services decide by the actor's roles what is there (404) and what may be done (403).
Write the endpoint into `config/permissions.toml`: a test fails for one that is missing.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from core.actors import Actor
from core.api.pagination import Pages
from core.errors import FieldError, Forbidden, Invalid, Unauthenticated
from groups.authentication import BearerAuthentication, actor_of

PUBLIC = "public"
ANY_TOKEN = "any-token"  # noqa: S105 - a name of a need, no secret
PAGE_PARAMETERS = frozenset({"cursor", "limit"})


class AlwaysJSON(BaseContentNegotiation):
    """The API speaks JSON whatever `Accept` says, problems included."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return next(
            (parser for parser in parsers if parser.media_type == _media_type(request)), None
        )

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class Endpoint(APIView):
    """`needs` maps methods to what the caller must have, `query` names the known parameters.

    `versioned` names the methods, beside PATCH, that need `If-Match`.
    `problems` names the statuses, by method, that this endpoint answers beside the usual ones
    (core.api.schema), for the document.
    """

    authentication_classes = [BearerAuthentication]
    permission_classes = []
    content_negotiation_class = AlwaysJSON
    needs: ClassVar[Mapping[str, str]] = {}
    query: ClassVar[frozenset[str]] = frozenset()
    versioned: ClassVar[frozenset[str]] = frozenset()
    problems: ClassVar[Mapping[str, frozenset[int]]] = {}
    actor: Actor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.actor = actor_of(request)
        method = "GET" if request.method in ("HEAD", "OPTIONS") else str(request.method)
        if method in self.needs:
            require_need(self.actor, self.needs[method])
            require_known_query(request, self.query)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Which methods there are; hides what GET hides."""
        get = getattr(self, "get", None)
        if get is not None:
            get(request, *args, **kwargs)
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})


def documented_by(endpoint: type[Endpoint], view: Callable[..., Any]) -> None:
    """Lets an endpoint that never runs document, and state the need of, a plain view."""
    view.cls = endpoint  # type: ignore[attr-defined]  # how OpenAPI finds a view's class
    view.initkwargs = {}  # type: ignore[attr-defined]  # it reads these too


class ListEndpoint(Endpoint):
    """An endpoint whose GET answers pages."""

    pagination_class = Pages
    query = PAGE_PARAMETERS
    ordering: str = "pk"

    def pages(self, rows: QuerySet[Any], serializer: type[BaseSerializer[Any]]) -> Response:
        """One page of the rows as `{"next", "previous", "results"}`."""
        paginator = self.pagination_class()
        paginator.ordering = self.ordering
        page = paginator.paginate_queryset(rows, self.request, view=self) or []
        body = serializer(page, many=True, context=self.context_of(page)).data
        return paginator.get_paginated_response(body)

    def context_of(self, page: list[Any]) -> dict[str, Any]:
        """What the serializer needs beside the rows, read once for the whole page."""
        return {}


def require_need(actor: Actor, need: str) -> None:
    """Raises Unauthenticated without a token where one is needed, Forbidden without the scope."""
    if need == PUBLIC:
        return
    if actor.is_anonymous:
        raise Unauthenticated("Send `Authorization: Bearer TOKEN`.")
    if need != ANY_TOKEN and actor.scopes is not None and need not in actor.scopes:
        raise Forbidden(f"This needs a token with the scope {need}.", code="scope_missing")


def require_known_query(request: Request, known: frozenset[str]) -> None:
    """Raises Invalid for parameters nobody reads: a filter that does nothing misleads."""
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        raise Invalid(
            "There is no such parameter here.",
            code="unknown_parameter",
            errors=[FieldError(name, "unknown_parameter", "Not known here.") for name in unknown],
        )


def _media_type(request: Request) -> str:
    return str(request.content_type or "").partition(";")[0].strip().lower()
