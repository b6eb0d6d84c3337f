"""How views become OpenAPI: what every endpoint has in common is said here, once.

Every answer that an endpoint can give is documented, problems included; programs that test an
API by its document hold us to that.
"""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_parameter_type
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

PROBLEM_JSON = "application/problem+json"
PUBLIC = "public"  # the need that `groups.endpoint` gives to what everyone may call
PROBLEMS = {
    400: "The request is malformed, or fields in `errors` are not valid.",
    401: "No token where one is needed, or one that is not valid any more.",
    403: "The token lacks the scope, or its person the role.",
    404: "Nothing is here, or nothing that the caller may know of.",
    409: "The present state does not allow this, or the same idempotency key is being answered.",
    412: "`If-Match` names a version that is no longer the newest.",
    413: "The body is too large.",
    415: "The body is of another type than this endpoint takes.",
    422: "The idempotency key was used with another request.",
    428: "`If-Match` is missing.",
    429: "Too many requests; `Retry-After` says when to come back.",
    503: "A server is away; `Retry-After` says when to come back.",
}
ANY_KEY = "^[!-~]{1,200}$"  # as `core.idempotency` takes it
ALWAYS = frozenset({400, 401, 429, 503})
WITH_BODY = frozenset({409, 413, 415})


class FieldErrorSerializer(serializers.Serializer):
    field = serializers.CharField(help_text="Which field; empty for the request as a whole.")
    code = serializers.CharField(help_text="Stable, for programs.")
    detail = serializers.CharField(help_text="For the person who reads it.")


class ProblemSerializer(serializers.Serializer):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField(help_text="Stable, for programs.")
    errors = FieldErrorSerializer(many=True)  # type: ignore[assignment]  # RFC 9457's word


class ProblemSchema(AutoSchema):
    """Adds problems, `Idempotency-Key`, `If-Match` and the token to what a view documents."""

    def get_auth(self) -> list[dict[str, Any]]:
        auth: list[dict[str, Any]] = super().get_auth()
        return [*auth, {}] if self._need() == PUBLIC else auth

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for status in sorted(self._problems()):
            if str(status) not in bodies:
                problem = OpenApiResponse(ProblemSerializer, description=PROBLEMS[status])
                respond: Any = self._get_response_for_code
                bodies[str(status)] = respond(problem, str(status), [PROBLEM_JSON], direction)
        return bodies

    def _get_parameters(self) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super()._get_parameters()
        return [*parameters, *self._headers()]

    def _need(self) -> str:
        needs: dict[str, str] = getattr(self.view, "needs", {})
        return needs.get(self.method, "")

    def _problems(self) -> set[int]:
        found = set(ALWAYS)
        if self._need() != PUBLIC or self.method != "GET":
            found.add(403)
        if "{" in self.path:
            found.add(404)
        if self.method in ("POST", "PUT", "PATCH"):
            found |= WITH_BODY
        if self.method == "POST":
            found.add(422)
        if self._is_versioned():
            found |= {412, 428}
        more: dict[str, set[int]] = getattr(self.view, "problems", {})
        return found | more.get(self.method, set())

    def _headers(self) -> list[dict[str, Any]]:
        headers = []
        if self.method == "POST":
            text = "Makes a repeated request safe: it is answered again, not done again."
            headers.append(_header("Idempotency-Key", text, {"type": "string", "pattern": ANY_KEY}))
        if self._is_versioned():
            text = "The ETag of the version that you read and now change."
            headers.append(_header("If-Match", text, {"type": "string"}, required=True))
        return headers

    def _is_versioned(self) -> bool:
        """Whether it could undo somebody else's change, and so names the version that it read."""
        versioned: frozenset[str] = getattr(self.view, "versioned", frozenset())
        return self.method in {"PUT", "PATCH"} | versioned


def _header(
    name: str, text: str, schema: dict[str, Any], *, required: bool = False
) -> dict[str, Any]:
    parameter: dict[str, Any] = build_parameter_type(
        name=name,
        schema=schema,
        location=OpenApiParameter.HEADER,
        required=required,
        description=text,
    )
    return parameter
