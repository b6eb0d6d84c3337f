"""Keeps the answer to each POST that carries an Idempotency-Key, and gives it again."""

import logging
import re
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.views import APIView

from core.errors import Invalid
from core.idempotency.fingerprint import fingerprint_of, key_of
from core.problems.mapping import problem_of
from core.problems.problem import answer, is_api
from core.services import idempotency_key
from core.services.idempotency_key import Answer, Claim

logger = logging.getLogger(__name__)

HEADER = "HTTP_IDEMPOTENCY_KEY"
UPLOAD = "multipart/form-data"
ALLOWED_KEY = re.compile(r"[\x21-\x7e]{1,200}")
KEPT_HEADERS = ("Content-Type", "Location", "ETag", "Allow", "WWW-Authenticate")


class IdempotencyMiddleware:
    """Costs nothing without the header. Answers of 5xx and 429 are not kept: those are retried."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if HEADER not in request.META or not _may_be_kept(request):
            return self._get_response(request)
        try:
            claim = _claim(request)
        except Exception as error:
            problem = problem_of(error)
            if problem is None:
                raise
            return answer(request, problem)
        if isinstance(claim, Answer):
            return _response(claim)
        return self._run(request, claim)

    def _run(self, request: HttpRequest, claim: Claim) -> HttpResponseBase:
        response = self._get_response(request)
        try:
            _keep(claim, response)
        except (OperationalError, InterfaceError) as error:
            # What was asked is done and must be said; the key can be tried again after its lease.
            logger.warning("an answer could not be kept: %s", type(error).__name__)
        return response


def _may_be_kept(request: HttpRequest) -> bool:
    """An upload without a credential is left to be refused before anyone reads it."""
    known = request.content_type != UPLOAD or "HTTP_AUTHORIZATION" in request.META
    return request.method == "POST" and is_api(request) and known


def _claim(request: HttpRequest) -> Claim | Answer:
    """Raises Invalid for a bad key, KeyReused, StateConflict, or what reading the body raises."""
    given = request.META[HEADER]
    if not ALLOWED_KEY.fullmatch(given):
        raise Invalid.field(
            "Idempotency-Key", "invalid", "Send 1 to 200 printable ASCII characters, no spaces."
        )
    if request.content_type == UPLOAD:
        _require_credential(request)
    claim = idempotency_key.claim(key=key_of(request, given), fingerprint=fingerprint_of(request))
    if isinstance(claim, Answer) and "HTTP_AUTHORIZATION" in request.META:
        _require_credential(request)
    return claim


def _require_credential(request: HttpRequest) -> None:
    """A token that was taken back opens nothing any more, not even its own old answers."""
    view = APIView()
    view.perform_authentication(view.initialize_request(request))


def _keep(claim: Claim, response: HttpResponseBase) -> None:
    passing = response.status_code >= 500 or response.status_code == 429
    if passing or not isinstance(response, HttpResponse):
        idempotency_key.forget(claim)
        return
    headers = {name: response[name] for name in KEPT_HEADERS if name in response.headers}
    idempotency_key.keep(claim, Answer(response.status_code, headers, response.content))


def _response(kept: Answer) -> HttpResponse:
    response = HttpResponse(kept.body, status=kept.status, headers=kept.headers)
    response.headers["Idempotency-Replayed"] = "true"
    return response
