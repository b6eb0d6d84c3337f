"""Refuses a body before anyone reads it: one that is too large, or that does not say its length.

Django limits what it holds in memory, but not the files of a form, which it writes to disk for
whoever sends them.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.errors import Invalid, MusterError, TooLarge
from core.problems.mapping import problem_of
from core.problems.problem import answer


class BodyLimit:
    """`settings.LARGE_BODIES` maps patterns of addresses to the bytes that they may take."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._larger = [
            (re.compile(pattern), limit) for pattern, limit in settings.LARGE_BODIES.items()
        ]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal = self._refusal(request)
        problem = refusal and problem_of(refusal)
        return answer(request, problem) if problem else self._get_response(request)

    def _refusal(self, request: HttpRequest) -> MusterError | None:
        if "HTTP_TRANSFER_ENCODING" in request.META:
            # Read as WSGI says, such a body is empty: an answer to that would mislead.
            return Invalid("Send a Content-Length and the body in one piece.", code="chunked_body")
        announced = announced_bytes(request)
        if announced <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE or announced <= self._limit(request):
            return None
        return TooLarge()

    def _limit(self, request: HttpRequest) -> int:
        allowed = (limit for address, limit in self._larger if address.match(request.path_info))
        return max(allowed, default=0)


def announced_bytes(request: HttpRequest) -> int:
    """The length that the request gives for its body; 0 when it gives none."""
    announced = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(announced) if announced.isdecimal() else 0
