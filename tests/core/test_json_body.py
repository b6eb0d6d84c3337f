"""Bodies that two programs could read differently, or that cannot be stored, are refused."""

import gzip
import time
from contextlib import suppress

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from core.json_body import MAX_DEPTH, parse_json

pytestmark = pytest.mark.urls("tests.core.problems.addresses")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "parse_error"),
        (b'{"name":"A', "parse_error"),
        (b'{"name":"\xff\xfe"}', "parse_error"),
        (b'{"name":"\x00"}', "parse_error"),
        (b'\xef\xbb\xbf{"name":"A"}', "parse_error"),
        (b'{"n":NaN}', "parse_error"),
        (b'{"n":-Infinity}', "parse_error"),
        (b'{"n":1e999}', "parse_error"),
        (b'{"n":' + b"9" * 5000 + b"}", "parse_error"),
        (b'{"email":"a@x.org","email":"b@x.org"}', "duplicate_key"),
        (b'{"a":{"b":1,"b":2}}', "duplicate_key"),
        (b"[" * 200_000, "too_deep"),
        (b'{"a":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}", "too_deep"),
        (b'{"name":"a\\u0000b"}', "null_characters_not_allowed"),
        (b'{"custom":{"k":"\\ud800"}}', "invalid_unicode"),
        (b'{"custom":{"\\udfff":"k"}}', "invalid_unicode"),
    ],
)
def test_what_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_json(body)
    assert refused.value.code == code


def test_the_field_of_a_bad_character_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        parse_json(b'{"custom":{"k":["fine","\\ud800"]}}')
    (error,) = refused.value.errors
    assert (error.field, error.code) == ("custom.k.1", "invalid_unicode")


@pytest.mark.parametrize("body", [b"null", b'""', b"[]", b"1", b"true"])
def test_the_body_must_be_an_object(body: bytes) -> None:
    response = Client().post("/api/echo/", body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "not_an_object")


@pytest.mark.parametrize(
    ("headers", "content_type", "status"),
    [
        ({}, "application/json", 200),
        ({}, "application/json; charset=UTF-8", 200),
        ({}, "application/json; charset=utf-16", 415),
        ({}, "text/plain", 415),
        ({}, "", 415),
        ({"Content-Encoding": "gzip"}, "application/json", 415),
    ],
)
def test_only_plain_json_is_read(headers: dict[str, str], content_type: str, status: int) -> None:
    body = gzip.compress(b'{"a":1}') if headers else b'{"a":1}'
    response = Client().post("/api/echo/", body, content_type=content_type, headers=headers)
    assert response.status_code == status


@pytest.mark.parametrize("size", [1001, 2_000_000, 4_000_000])
def test_a_large_body_is_413_before_it_is_parsed(size: int) -> None:
    response = Client().post("/api/echo/", b"[" * size, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_a_frame_view_reads_as_strictly() -> None:
    body = b'{"people":[],"people":[]}'
    response = Client().post("/api/frame/x/", body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "duplicate_key")
    response = Client().post("/api/frame/x/", b"[]", content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "not_an_object")
    response = Client().post("/api/frame/x/", b"{}", content_type="text/plain")
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail_otherwise(body: bytes) -> None:
    with suppress(Invalid):
        parse_json(body)


def test_a_common_body_is_read_in_microseconds() -> None:
    body = b'{"given_name":"Ana","family_name":"Silva","email":"ana@example.org","custom":{}}'
    started = time.perf_counter()
    for _ in range(1000):
        parse_json(body)
    assert time.perf_counter() - started < 0.1
