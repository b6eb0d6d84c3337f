"""Bodies that are too large are refused before they are read, wherever they are sent."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

MEGABYTE = 1 << 20


def send(path: str, size: int, **headers: str) -> Any:
    """A request that announces `size` bytes and never sends them."""
    return Client().post(
        path,
        b"",
        content_type="multipart/form-data; boundary=x",
        headers={"Content-Length": str(size), **headers},
    )


@pytest.mark.parametrize("path", ["/accounts/login/", "/api/v1/tokens/", "/no-such-page/"])
def test_a_large_body_is_refused(path: str) -> None:
    assert send(path, 3 * MEGABYTE).status_code == 413


@pytest.mark.django_db
def test_a_list_may_be_larger() -> None:
    address = "/api/v1/petitions/any/imports/"
    assert [send(address, size * MEGABYTE).status_code for size in (129, 131)] == [401, 413]


def test_a_body_without_a_length_is_refused_in_words(settings: LazySettings) -> None:
    answer = send("/api/v1/petitions/any/signatures/", 0, **{"Transfer-Encoding": "chunked"})
    assert (answer.status_code, answer.json()["code"]) == (400, "chunked_body")
