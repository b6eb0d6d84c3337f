"""Reads JSON bodies strictly: what two programs could read differently, or the database could
not store, is refused before anyone acts on it."""

import json
import math
import re
from collections.abc import Mapping
from typing import IO, Any, Never

from django.http import HttpRequest
from rest_framework.parsers import BaseParser

from core.body_limit import announced_bytes
from core.errors import FieldError, Invalid, TooLarge, UnsupportedMedia

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(request: HttpRequest, *, max_bytes: int = MAX_BYTES) -> dict[str, Any]:
    """The request's body as one JSON object.

    Raises UnsupportedMedia for another content type or any content encoding, TooLarge before
    anything is parsed, Invalid with the code parse_error, duplicate_key, too_deep,
    null_characters_not_allowed, invalid_unicode or not_an_object.
    """
    value = _read(request, max_bytes)
    if not isinstance(value, dict):
        raise Invalid("the body must be a JSON object", code="not_an_object")
    return value


def read_json_list(request: HttpRequest, *, max_bytes: int = MAX_BYTES) -> list[Any]:
    """The request's body as a JSON list; raises as `read_json`."""
    value = _read(request, max_bytes)
    if not isinstance(value, list):
        raise Invalid("the body must be a JSON list", code="not_a_list")
    return value


def parse_json(body: bytes) -> Any:
    """One JSON value from UTF-8 bytes; raises Invalid as `read_json`."""
    try:
        text = body.decode()
        value = _decoder.decode(text)
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        # Also for integers of thousands of digits. The text of the error would quote the body.
        raise Invalid("the body is not JSON in UTF-8", code="parse_error") from None
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH or b"\\u" in body:
        # Raw control characters and surrogates cannot come this far: only escapes can hold them.
        _check(value, path="", depth=0)
    return value


class StrictJSONParser(BaseParser):
    """REST framework's parser for objects."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        assert parser_context is not None, "REST framework always gives one"
        return read_json(parser_context["request"]._request)


class StrictJSONListParser(StrictJSONParser):
    """The same for the few addresses that take a list."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        assert parser_context is not None, "REST framework always gives one"
        return read_json_list(parser_context["request"]._request)


def _read(request: HttpRequest, max_bytes: int) -> Any:
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").lower() not in ("", "identity"):
        raise UnsupportedMedia("compressed bodies are not accepted")
    if request.content_type != "application/json":
        raise UnsupportedMedia("send application/json")
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower().replace("-", "") != "utf8":
        raise UnsupportedMedia("send JSON in UTF-8")
    if announced_bytes(request) > max_bytes:
        raise _too_large(max_bytes)
    body = request.body
    if len(body) > max_bytes:
        raise _too_large(max_bytes)
    return parse_json(body)


def _too_large(max_bytes: int) -> TooLarge:
    return TooLarge(f"the body may have at most {max_bytes} bytes")


def _too_deep() -> Invalid:
    return Invalid(f"the body nests deeper than {MAX_DEPTH} levels", code="too_deep")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise Invalid("the body names a key twice", code="duplicate_key")
    return value


def _no_constant(name: str) -> Never:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError("the number is too large")
    return number


_decoder = json.JSONDecoder(
    object_pairs_hook=_without_duplicates, parse_constant=_no_constant, parse_float=_finite
)


def _check(value: Any, *, path: str, depth: int) -> None:
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, dict | list):
        if depth >= MAX_DEPTH:
            raise _too_deep()
        named = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in named:
            if isinstance(name, str):
                _check_text(name, path)
            _check(inner, path=f"{path}.{name}" if path else str(name), depth=depth + 1)


def _check_text(text: str, path: str) -> None:
    if "\0" in text:
        raise _bad_text(path, "null_characters_not_allowed", "NUL characters are not allowed")
    if _SURROGATE.search(text):
        raise _bad_text(path, "invalid_unicode", "half of a surrogate pair is not a character")


def _bad_text(path: str, code: str, detail: str) -> Invalid:
    field = "" if _SURROGATE.search(path) or "\0" in path else path
    return Invalid(detail, code=code, errors=[FieldError(field, code, detail)])
