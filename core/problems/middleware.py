"""The outermost middleware: no answer under /api/ is a page, no expected failure a 500."""

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from core.errors import NotFound
from core.problems.mapping import problem_of
from core.problems.problem import Problem, answer, is_api, of_status

KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


class ProblemMiddleware:
    """Answers what views raise, and replaces the pages that Django and its middlewares make."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_api(request) and not _is_ours(request):
            return answer(request, Problem(400, "unknown_host", "This host is not served here"))
        response = self._get_response(request)
        if response.status_code < 400 or _is_problem(response):
            return response
        if is_api(request):
            return answer(request, _problem_like(response))
        if response.status_code == 404 and request.resolver_match is None:
            # With DEBUG on, Django would list the addresses instead.
            return answer(request, Problem(404, NotFound.code, NotFound.title))
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        problem = problem_of(error)
        return None if problem is None else answer(request, problem)


def _is_ours(request: HttpRequest) -> bool:
    """Pages have a middleware that asks this; the API is left out of most of them."""
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True


def _is_problem(response: HttpResponseBase) -> bool:
    return "json" in response.headers.get("Content-Type", "")


def _problem_like(response: HttpResponseBase) -> Problem:
    bare = of_status(response.status_code)
    kept = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    return Problem(bare.status, bare.code, bare.title, headers=kept)
