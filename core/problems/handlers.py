"""The places where Django and REST framework ask what to answer when something failed."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.errors import Forbidden, Invalid, MusterError, NotFound
from core.problems.mapping import problem_of
from core.problems.problem import Problem, answer, of_status


def handle_api_error(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """REST framework's EXCEPTION_HANDLER. None lets a bug go on to Django and its log."""
    problem = problem_of(error)
    return None if problem is None else answer(context["request"]._request, problem)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400; also for hosts that are not ours and for bodies that are too large."""
    return answer(request, problem_of(exception) or _problem(Invalid(code="bad_request")))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return answer(request, _problem(Forbidden()))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return answer(request, _problem(NotFound()))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: a bug, or a server that was away while a middleware needed it."""
    error = sys.exc_info()[1]
    problem = problem_of(error) if error else None
    bug = Problem(500, of_status(500).code, MusterError.title)
    return answer(request, problem or bug)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW."""
    error = Forbidden(
        _(
            "The form was open for too long, or cookies are off."
            " Go back, reload the page, try again."
        ),
        code="csrf_failed",
    )
    return answer(request, _problem(error))


def _problem(error: MusterError) -> Problem:
    problem = problem_of(error)
    assert problem is not None, "our own errors are always problems"
    return problem
