"""The problem itself and its two renderings. What caused it is `mapping`'s business."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape

from core.errors import FieldError
from core.language import language_of

CONTENT_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem:
    """What went wrong, for the person who reads it. `code` is stable, for programs."""

    status: int
    code: str
    title: object  # text, or a promise of it in whichever language is asked for
    detail: str = ""
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def of_status(status: int) -> Problem:
    """The problem of a status of which nothing more is known."""
    phrase = HTTPStatus(status).phrase
    return Problem(status=status, code=phrase.lower().replace(" ", "_"), title=phrase)


def is_api(request: HttpRequest) -> bool:
    """Whether the answer goes to a program."""
    return request.path_info.startswith("/api/")


def _is_signed_in(request: HttpRequest, problem: Problem) -> bool:
    """Whether somebody who works at the desk reads it. Public pages read no session, and whom it
    belongs to is not asked of a server that may be away."""
    is_known = problem.status < HTTPStatus.INTERNAL_SERVER_ERROR and hasattr(request, "user")
    return is_known and request.path_info.startswith("/desk/") and request.user.is_authenticated


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as JSON for the API, else as a page."""
    response = _as_json(problem) if is_api(request) else _as_page(request, problem)
    for name, value in problem.headers.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


def _as_json(problem: Problem) -> HttpResponse:
    body = {
        "type": f"{settings.PUBLIC_URL.rstrip('/')}/problems/{problem.code}/",
        "title": str(problem.title),
        "status": problem.status,
        "detail": problem.detail or str(problem.title),
        "code": problem.code,
        "errors": [
            {"field": error.field, "code": error.code, "detail": error.detail}
            for error in problem.errors
        ],
    }
    return HttpResponse(json.dumps(body), status=problem.status, content_type=CONTENT_TYPE)


def _as_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page, in the frame of all pages; bare where even that cannot be made.

    Rendered without context processors: none of them may need the database that is away.
    """
    try:
        signed_in = _is_signed_in(request, problem)
        facts = {"problem": problem, "request": request, "is_signed_in": signed_in}
        with translation.override(language_of(request)):
            page = get_template("problem.html").render(facts)
    except Exception:
        # Whatever is broken here may be what broke before: the log has that.
        logger.exception("problem_page_failed")
        page = (
            f"<!doctype html><title>{problem.status}</title><h1>{escape(str(problem.title))}</h1>"
        )
    return HttpResponse(page, status=problem.status)
