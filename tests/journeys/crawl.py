"""Walks every address that GET answers, as one visitor, and keeps each answer's bytes.

names = {"events": [...], "slug": [...], "token": [...]}
for page in crawl(Visitor("anyone"), starts=addresses(names)):
    page.path, page.status, page.content
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import product
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User

_PART = re.compile(r"<(?:\w+:)?(\w+)>")
_BEFORE_PART = re.compile(r"(\w*)/<(?:\w+:)?(\w+)>")
_LINK = re.compile(r"""\b(?:href|src|action)=["']?([^"'\s>]+)""")
_ADDRESS = re.compile(r"""(?:https?://|/)[^\s"'<>\\]+""")
NOT_FOLLOWED = ("/static/", "/accounts/")  # files of the build; signing in and out
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Page:
    """One answer: headers and content together, as sent."""

    path: str
    status: int
    content: bytes


class Visits(Protocol):
    """Who walks."""

    def get(self, path: str) -> Page: ...

    def post_nothing(self, path: str) -> Page: ...


class Visitor:
    """A browser without cookies, one that is signed in, or a program with a token."""

    def __init__(self, name: str, *, user: User | None = None, token: str = "") -> None:
        self.name = name
        self._client = Client()
        if user is not None:
            self._client.force_login(user)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._is_known = {"pages": user is not None or not token, "api": user is None}

    def is_known_at(self, path: str) -> bool:
        """Whether what the visitor shows counts there: tokens at the API, sessions at pages."""
        return self._is_known["api" if path.startswith("/api/") else "pages"]

    def get(self, path: str) -> Page:
        return _page(path, self._client.get(path, headers=self._headers))

    def post_nothing(self, path: str) -> Page:
        """An empty form, which every form refuses and shows again."""
        return _page(path, self._client.post(path, {}, headers=self._headers))


def addresses(names: Mapping[str, list[str]]) -> list[str]:
    """Every route, with every combination of the names for the parts of its address: those of the
    part before it, as in `events/<slug>`, where there are any, else those of its own name."""
    found = []
    for route in routes():
        choices = [[*_names_for(part, names), UNKNOWN] for part in _BEFORE_PART.findall(route)]
        for values in product(*choices):
            path = route
            for value in values:
                path = _PART.sub(value, path, count=1)
            found.append("/" + path)
    return found


def _names_for(part: tuple[str, str], names: Mapping[str, list[str]]) -> list[str]:
    before, own = part
    return names.get(before) or names.get(own) or []


def routes() -> list[str]:
    """Of the whole URL configuration, but for what can only be posted to, as `path` writes them:
    `e/<slug:slug>/`."""

    def walk(resolver: URLResolver, before: str) -> Iterator[str]:
        for entry in resolver.url_patterns:
            route = before + str(entry.pattern)
            if isinstance(entry, URLPattern):
                if _answers_get(entry):
                    yield route
            else:
                yield from walk(entry, route)

    found = walk(get_resolver(), "")
    return [route for route in found if "(?" not in route and not route.endswith("$")]


def _answers_get(entry: URLPattern) -> bool:
    """Whether it is more than an address to post to."""
    view = getattr(entry.callback, "cls", None)
    return view is None or hasattr(view, "get")


def crawl(visitor: Visits, starts: Iterable[str], within: str = "/") -> Iterator[Page]:
    """Every start, and whatever can be reached from there by links, addresses in texts and forms
    that are sent empty (those of the public pages: behind a person's link they decide). Only
    addresses that begin with `within` are followed."""
    waiting, seen = list(starts), set(starts)
    while waiting:
        page = visitor.get(waiting.pop())
        yield page
        for path in _ways_on(page):
            if path not in seen and path.startswith(within):
                seen.add(path)
                waiting.append(path)
        if b'method="post"' in page.content and page.path.startswith(("/e/", "/p/")):
            yield visitor.post_nothing(page.path)


def _page(path: str, answer: Any) -> Page:
    content = b"".join(answer) if answer.streaming else bytes(answer.content)
    headers = "".join(f"{name}: {value}\n" for name, value in answer.headers.items())
    return Page(path, answer.status_code, headers.encode() + b"\n" + content)


def _ways_on(page: Page) -> Iterator[str]:
    if b"Content-Type: image/png" in page.content[:1000]:
        return  # bytes that only look like addresses
    text = unescape(page.content.decode(errors="replace"))
    for found in (*_LINK.findall(text), *_ADDRESS.findall(text)):
        try:
            parts = urlsplit(urljoin(f"{settings.PUBLIC_URL}{page.path}", found.rstrip(".,;)")))
        except ValueError:  # a bracket in a text after two slashes
            continue
        is_ours = f"{parts.scheme}://{parts.netloc}" == settings.PUBLIC_URL
        # The same page in another language tells the same.
        is_other = "lang=" in parts.query
        if is_ours and parts.path and not is_other and not parts.path.startswith(NOT_FOLLOWED):
            yield parts.path + (f"?{parts.query}" if parts.query else "")
