"""The map of cities: what stands where, and what the page holds."""

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from pages.city_map import (
    APART,
    ARRANGED,
    LETTER,
    LINE,
    RADIUS,
    CityMap,
    Dot,
    MapPoint,
    PointState,
    city_map,
)
from places.us_map import HEIGHT, WIDTH, map_position

SEVEN = {
    "Minneapolis": (44.978, -93.265),
    "Portland": (45.515, -122.679),
    "Seattle": (47.606, -122.332),
    "San Francisco": (37.775, -122.419),
    "Arlington": (38.880, -77.107),
    "Washington": (38.907, -77.037),
    "New York": (40.750, -73.985),
}
Edges = tuple[float, float, float, float]


def _point(
    name: str, latitude: float | None, longitude: float | None, state: PointState = "open"
) -> MapPoint:
    return MapPoint(name, latitude, longitude, f"/a/day/{name.lower().replace(' ', '-')}/", state)


def _map(*points: MapPoint) -> CityMap:
    drawn = city_map(points)
    assert drawn is not None
    return drawn


def _seven() -> CityMap:
    return _map(*[_point(name, *place) for name, place in SEVEN.items()])


def _edges(dot: Dot) -> list[Edges]:
    """Left, top, right and bottom of the dot and of its label."""
    found: list[Edges] = [(dot.x - RADIUS, dot.y - RADIUS, dot.x + RADIUS, dot.y + RADIUS)]
    if dot.label:
        width = len(dot.point.name) * LETTER
        share = {"start": 0, "middle": 0.5, "end": 1}[dot.label.anchor]
        left = dot.label.x - width * share
        top = dot.label.y - LINE * 0.77
        found.append((left, top, left + width, top + LINE))
    return found


def _overlap(one: Edges, other: Edges) -> bool:
    """By more than the rounding to whole units."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > 1.5 and high > 1.5


def _page(drawn: CityMap | None) -> str:
    return render_to_string("pages/city_map.html", {"city_map": drawn, "kept": ""})


def _svg(page: str) -> ElementTree.Element:
    [svg] = re.findall(r'<svg class="map-drawing".*?</svg>', page, flags=re.DOTALL)
    return ElementTree.fromstring(svg)  # noqa: S314 - the page is our own


def test_seven_cities_each_have_a_label_and_nothing_overlaps() -> None:
    dots = _seven().dots
    assert [dot.point.name for dot in dots if dot.label] == list(SEVEN)
    edges = [edge for dot in dots for edge in _edges(dot)]
    assert [pair for pair in combinations(edges, 2) if _overlap(*pair)] == []
    assert all(left >= -1 and right <= WIDTH + 1 for left, _, right, _ in edges)
    assert all(top >= -1 and bottom <= HEIGHT + 1 for _, top, _, bottom in edges)


def test_a_city_alone_stands_where_it_is() -> None:
    [dot] = _map(_point("Minneapolis", 44.978, -93.265)).dots
    assert (dot.x, dot.y) == (542, 161)
    assert map_position(44.978, -93.265) == pytest.approx((541.85, 161.00), abs=0.01)


def test_neighbours_move_apart_on_the_line_between_them() -> None:
    dots = {dot.point.name: dot for dot in _seven().dots}
    arlington, washington = dots["Arlington"], dots["Washington"]
    between = ((arlington.x - washington.x) ** 2 + (arlington.y - washington.y) ** 2) ** 0.5
    assert between == pytest.approx(APART, abs=1.5)
    assert arlington.x < washington.x
    assert arlington.y > washington.y


def test_two_events_at_one_place_stand_side_by_side() -> None:
    first, second = _map(_point("Salem", 44.94, -123.03), _point("Salem", 44.94, -123.03)).dots
    assert (second.x - first.x, second.y - first.y) == (APART, 0)


def test_points_without_a_position_are_left_out() -> None:
    drawn = _map(
        _point("San Juan", 18.466, -66.106),
        _point("Boise", 43.617, -116.2),
        _point("Nowhere", None, None),
        _point("Half", 43.0, None),
    )
    assert [dot.point.name for dot in drawn.dots] == ["Boise"]


def test_without_points_there_is_no_map() -> None:
    assert city_map([]) is None
    assert city_map([_point("San Juan", 18.466, -66.106)]) is None
    assert _page(None).strip() == ""


def test_names_and_addresses_are_text_in_the_drawing() -> None:
    odd = MapPoint('O\'Fallon "<x>"', 38.81, -90.7, "/e/a&b/", "open")
    page = render_to_string("pages/city_map.html", {"city_map": _map(odd), "kept": "?lang=es"})
    link = _svg(page).find("{*}a")
    assert link is not None
    assert link.attrib == {
        "class": "map-city",
        "href": "/e/a&b/?lang=es",
        "aria-label": 'O\'Fallon "<x>": Open',
    }
    texts = [link.findtext(name) for name in ("{*}title", "{*}text")]
    assert texts == ['O\'Fallon "<x>": Open', 'O\'Fallon "<x>"']


def test_many_cities_are_dots_alone() -> None:
    points = [
        _point(f"City {number}", 31 + number % 17, -120 + number / 4)
        for number in range(ARRANGED + 1)
    ]
    dots = _map(*points).dots
    assert [dot.label for dot in dots] == [None] * (ARRANGED + 1)
    assert len(_map(*points[:ARRANGED]).dots) == ARRANGED


def test_many_at_one_place_stay_in_the_frame() -> None:
    dots = _map(*[_point("Miami", 25.775, -80.21)] * ARRANGED).dots
    assert all(RADIUS <= dot.x <= WIDTH - RADIUS for dot in dots)
    assert all(RADIUS <= dot.y <= HEIGHT - RADIUS for dot in dots)


def test_each_city_is_a_link_with_its_name_and_state() -> None:
    states: list[PointState] = ["open", "full", "cancelled", "past"]
    points = [
        _point(name, *place, state)
        for (name, place), state in zip(SEVEN.items(), states, strict=False)
    ]
    links = _svg(_page(_map(*points))).findall("a")
    assert [
        (link.get("href"), link.get("aria-label"), link.findtext("title")) for link in links
    ] == [
        ("/a/day/minneapolis/", "Minneapolis: Open", "Minneapolis: Open"),
        ("/a/day/portland/", "Portland: Full", "Portland: Full"),
        ("/a/day/seattle/", "Seattle: Cancelled", "Seattle: Cancelled"),
        ("/a/day/san-francisco/", "San Francisco: Past", "San Francisco: Past"),
    ]
    marks = [link.find("g/g") for link in links]
    assert [mark.get("class") for mark in marks if mark is not None] == [
        f"map-mark map-{state}" for state in states
    ]
    assert [link.findtext("text") for link in links] == list(SEVEN)[:4]


def test_the_legend_names_the_states_shown_unless_all_are_open() -> None:
    assert "map-legend" not in _page(_seven())
    past = _map(_point("Boise", 43.617, -116.2, "past"), _point("Salem", 44.94, -123.03, "full"))
    legend = _page(past).split("<figcaption")[1]
    assert re.findall(r"</svg> (\w+)</span>", legend) == ["Full", "Past"]


def test_the_page_holds_no_style_no_script_and_no_other_host() -> None:
    hostile = _point('<script>alert("x")</script>', 43.617, -116.2)
    page = _page(_map(hostile))
    assert re.findall(r"<script|<style|\sstyle=|\son\w+=|https?:|//", page) == []
    svg = _svg(page)
    assert svg.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    assert svg.findtext("a/text") == hostile.name


def test_the_outlines_are_a_small_file_of_their_own() -> None:
    path = finders.find("pages/us-states.svg")
    assert isinstance(path, str)
    data = Path(path).read_bytes()
    root = ElementTree.fromstring(data)  # noqa: S314 - the file is our own
    assert root.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    assert len(data) < 25_000
    assert b"Copyright 2013-2019 Michael Bostock" in data
    assert re.findall(rb"<script|href|url\(|@import", data) == []
