"""Public pages are light: everything that a first visit loads, compressed as a server sends it."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.scene import build_scene

pytestmark = pytest.mark.django_db
MOST = 60_000
PATHS = ["/", "/c/river/", "/p/river/", "/p/river/thanks/", "/a/river-day/", "/embed/p/river/"]


def size_of(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def weight_of(html: bytes) -> int:
    """The page, and each of our files that it names to be loaded."""
    files = set(re.findall(rb'(?:src|href)="/static/([^"]+)"', html))
    found = [finders.find(name.decode()) for name in files]
    return size_of(html) + sum(size_of(Path(path).read_bytes()) for path in found if path)


def test_each_page_weighs_less_than_60_kilobytes_with_everything() -> None:
    scene = build_scene()
    weights = {}
    for path in [*PATHS, f"/e/{scene.events['open'].slug}/"]:
        html = Client().get(path).content
        assert b"<script" not in html
        weights[path] = weight_of(html)

    assert {path: size for path, size in weights.items() if size > MOST} == {}
    print(weights)  # noqa: T201 - shown when asked for with -s
