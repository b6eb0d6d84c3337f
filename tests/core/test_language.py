"""The language of a page: the link's, else the browser's; no cookie, and caches are told."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from core.language import language_for, supported

pytestmark = pytest.mark.django_db


def get(address: str, accept: str = "") -> Any:
    headers = {"accept-language": accept} if accept else {}
    return Client(headers=headers).get(address)


def language_of(answer: Any) -> str:
    return str(answer.headers["Content-Language"])


def test_the_browser_chooses() -> None:
    spoken = ["", "en-GB,en;q=0.8", "es-MX,es;q=0.9,en;q=0.5", "fr,es;q=0.5", "fr", "*", "x!,;q=a"]
    found = [language_of(get("/", accept)) for accept in spoken]

    assert found == ["en", "en", "es", "es", "en", "en", "en"]


def test_the_link_wins_over_the_browser() -> None:
    assert language_of(get("/?lang=es", "en")) == "es"
    assert language_of(get("/?lang=en", "es")) == "en"
    assert language_of(get("/?lang=xx", "es")) == "es"
    assert language_of(get(f"/?lang={'e' * 5000}", "es")) == "es"


def test_caches_learn_what_the_page_depends_on() -> None:
    assert "Accept-Language" in get("/").headers["Vary"]
    assert "Accept-Language" not in get("/?lang=es").headers.get("Vary", "")


def test_a_cookie_has_no_say() -> None:
    """A cache does not see it, and would give one visitor's language to the next."""
    client = Client()
    client.cookies["django_language"] = "es"

    answer = client.get("/")

    assert (language_of(answer), "Cookie" in answer.headers["Vary"]) == ("en", False)
    assert answer.cookies == {}


def test_nothing_is_left_behind_for_the_next_request() -> None:
    before = translation.get_language()
    get("/?lang=es")

    assert translation.get_language() == before
    answer = Client(headers={"accept-language": "es"}).get("/api/v1/petitions/nothing/")
    assert answer.json()["title"] == "Nothing is here"


def test_a_dialect_is_its_language() -> None:
    assert [supported(code) for code in ["es-MX", "ES", "es_419", "en-us", "tlh", "", "?"]] == [
        "es", "es", "es", "en", "", "", "",
    ]  # fmt: skip
    assert [language_for(code) for code in ["es-US", "tlh", ""]] == ["es", "en", "en"]
