"""The problem itself and its two renderings. What caused it is `mapping`'s business."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

from core.errors import FieldError

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """What went wrong, for the person who reads it. `code` is stable, for programs."""

    status: int
    code: str
    title: str
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


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as JSON for the API, else as a page."""
    response = _as_json(problem) if is_api(request) else _as_page(problem)
    for name, value in problem.headers.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


def _as_json(problem: Problem) -> HttpResponse:
    body = {
        "type": f"{settings.PUBLIC_URL.rstrip('/')}/problems/{problem.code}/",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail or problem.title,
        "code": problem.code,
        "errors": [
            {"field": error.field, "code": error.code, "detail": error.detail}
            for error in problem.errors
        ],
    }
    return HttpResponse(json.dumps(body), status=problem.status, content_type=CONTENT_TYPE)


def _as_page(problem: Problem) -> HttpResponse:
    # Rendered without the request: no context processor may need the database that is away.
    stylesheet = f"{settings.STATIC_URL}core/problem.css"
    page = get_template("problem.html").render({"problem": problem, "stylesheet": stylesheet})
    return HttpResponse(page, status=problem.status)
