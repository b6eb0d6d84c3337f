"""Which problem an exception is. None means a bug: that one is for the log and a plain 500."""

import math
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSilent
from rest_framework import exceptions as drf

from core.errors import (
    FieldError,
    Forbidden,
    Invalid,
    MusterError,
    NotFound,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
)
from core.problems.problem import Problem

RETRY_SECONDS = 5
AWAY = (OperationalError, InterfaceError, RedisAway, RedisSilent)
MALFORMED = (SuspiciousOperation, BadRequest, UnreadablePostError, MultiPartParserError, DataError)


def problem_of(error: BaseException) -> Problem | None:
    """The problem that an expected exception is, None for any other."""
    ours = error if isinstance(error, MusterError) else _as_ours(error)
    if ours is not None:
        return _of_ours(ours)
    if isinstance(error, drf.APIException):
        return _of_rest_framework(error)
    return None


def _of_ours(error: MusterError) -> Problem:
    headers = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    retry_after = error.retry_after or (RETRY_SECONDS if error.status in (429, 503) else None)
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    detail = "" if error.detail == str(error.title) else error.detail
    return Problem(error.status, error.code, error.title, detail, error.errors, headers)


def _as_ours(error: BaseException) -> MusterError | None:
    """What Django, the drivers and the framework raise, in our own family."""
    if isinstance(error, AWAY):
        return Unavailable()
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, MALFORMED) or _is_unstorable_text(error):
        return Invalid(_("The request is malformed."), code="bad_request")
    if isinstance(error, Http404 | drf.NotFound):
        return NotFound()
    if isinstance(error, PermissionDenied | drf.PermissionDenied):
        return Forbidden()
    if isinstance(error, drf.NotAuthenticated | drf.AuthenticationFailed):
        return Unauthenticated(str(error.detail))
    return _of_bad_content(error)


def _of_bad_content(error: BaseException) -> MusterError | None:
    if isinstance(error, drf.ValidationError):
        fields = tuple(_flatten(error.detail, ""))
        return Invalid("some fields are not valid", errors=fields)
    if isinstance(error, ValidationError):
        messages = [FieldError("", "invalid", text) for text in error.messages]
        return Invalid("some fields are not valid", errors=messages)
    if isinstance(error, drf.ParseError):
        return Invalid(str(error.detail), code="parse_error")
    if isinstance(error, drf.UnsupportedMediaType):
        return UnsupportedMedia(str(error.detail))
    if isinstance(error, drf.Throttled):
        return TooManyRequests(retry_after=math.ceil(getattr(error, "wait", None) or 1))
    return None


def _of_rest_framework(error: drf.APIException) -> Problem:
    """What is left of its family, such as 405 and 406."""
    code = str(error.default_code)
    return Problem(error.status_code, code, str(error.default_detail), str(error.detail))


def _is_unstorable_text(error: BaseException) -> bool:
    """Text that PostgreSQL cannot hold and that no field refused earlier, as in a query string."""
    if isinstance(error, UnicodeEncodeError):
        return error.reason == "surrogates not allowed"
    return isinstance(error, ValueError) and "NUL (0x00)" in str(error)


def _flatten(detail: Any, path: str) -> Iterator[FieldError]:
    """Nested lists and objects of errors as one list; fields read like `people.0.email`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else str(name)
            yield from _flatten(inner, f"{path}.{step}".strip("."))
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            step = str(number) if isinstance(inner, dict | list) else ""
            yield from _flatten(inner, f"{path}.{step}".strip("."))
    else:
        yield FieldError(path, str(getattr(detail, "code", "invalid")), str(detail))
