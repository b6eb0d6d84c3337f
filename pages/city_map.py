"""A map of cities, drawn on the server: where each dot and its label go. Pure: no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from math import hypot
from typing import Literal

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy

from places.us_map import HEIGHT, WIDTH, map_position

PointState = Literal["open", "full", "draft", "cancelled", "past"]
STATES: tuple[PointState, ...] = ("open", "full", "draft", "cancelled", "past")
STATE_TEXTS = {
    "open": pgettext_lazy("an event", "Open"),
    "full": pgettext_lazy("an event", "Full"),
    "draft": pgettext_lazy("an event", "Draft"),
    "cancelled": pgettext_lazy("an event", "Cancelled"),
    "past": pgettext_lazy("an event", "Past"),
}

# In units of the frame, which is about as many pixels wide on a large screen.
RADIUS = 11
APART = 32  # dots' middles: on a phone they are drawn 1.4 times as large
LINE = 24  # a label's height
LETTER = 12  # the mean width of a letter in a label, in a wide font
MARGIN = 4

# More cities than this are dots only, each where it is: there is no room to do better.
ARRANGED = 80
ROUNDS = 60

# Neither a template nor `format_html`: two hundred dots would be most of what a page costs.
_DOT = (
    '<a class="map-city" href="{href}" aria-label="{words}"><title>{words}</title>'
    '<g transform="translate({x} {y})">{mark}</g>{label}</a>'
)
_LABEL = '<text class="map-label" x="{}" y="{}" text-anchor="{}" aria-hidden="true">{}</text>'


@dataclass(frozen=True)
class MapPoint:
    """A city to show, in degrees, and the page that its dot leads to."""

    name: str
    latitude: float | None
    longitude: float | None
    href: str
    state: PointState


@dataclass(frozen=True)
class Label:
    """Where the name stands: its baseline, and the end (start, middle, end) at x."""

    x: int
    y: int
    anchor: str

    def drawn(self, name: str) -> SafeString:
        """The name, for eyes alone: the link says it already."""
        return format_html(_LABEL, self.x, self.y, self.anchor, name)


@dataclass(frozen=True)
class Dot:
    """A city as it is drawn. Without a label where there is no room for one."""

    point: MapPoint
    x: int
    y: int
    label: Label | None
    state_text: str

    def drawn(self, kept: str) -> SafeString:
        """A link with the mark, and the name where there is room for it."""
        point = self.point
        drawn = _DOT.format(
            href=escape(point.href + kept),
            words=escape(f"{point.name}: {self.state_text}"),
            x=self.x,
            y=self.y,
            mark=mark_of(point.state),
            label=self.label.drawn(point.name) if self.label else "",
        )
        return mark_safe(drawn)  # noqa: S308 - what is not a number or ours is escaped


@dataclass(frozen=True)
class CityMap:
    """What the template `pages/city_map.html` draws, in the order of the points given."""

    dots: Sequence[Dot]
    states: Sequence[PointState]  # those of the dots, each once

    def drawn(self, kept: str) -> SafeString:
        """All dots; `kept` is the end of each one's address, for a chosen language."""
        return mark_safe("".join(dot.drawn(kept) for dot in self.dots))  # noqa: S308 - each is safe

    @property
    def legend(self) -> list[tuple[SafeString, str]]:
        """The marks of the states with their words."""
        return [(mark_of(state), str(STATE_TEXTS[state])) for state in self.states]

    @property
    def has_legend(self) -> bool:
        """Dots that are all open explain themselves."""
        return list(self.states) != ["open"]


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    @property
    def is_in_frame(self) -> bool:
        return self.left >= 0 and self.top >= 0 and self.right <= WIDTH and self.bottom <= HEIGHT


Position = tuple[float, float]


@cache
def mark_of(state: PointState) -> SafeString:
    """The drawing of a dot: one of five, in every language the same."""
    drawn = render_to_string("pages/city_map_dot.html", {"state": state}).strip()
    return mark_safe(drawn)  # noqa: S308 - a template escaped it


def city_map(points: Sequence[MapPoint]) -> CityMap | None:
    """The map of the points that it can show; None where there are none.

    Dots that would cover each other are moved apart, by about the width of a dot.
    """
    shown = [(point, position) for point in points if (position := _position(point))]
    if not shown:
        return None
    cities = [point for point, _ in shown]
    positions = [position for _, position in shown]
    labels: list[Label | None] = [None] * len(cities)
    if len(cities) <= ARRANGED:
        positions = _moved_apart(positions)
        labels = _labels([point.name for point in cities], positions)
    texts = {state: str(text) for state, text in STATE_TEXTS.items()}
    dots = [
        Dot(point, round(x), round(y), label, texts[point.state])
        for point, (x, y), label in zip(cities, positions, labels, strict=True)
    ]
    return CityMap(dots, sorted({point.state for point in cities}, key=STATES.index))


def _position(point: MapPoint) -> Position | None:
    if point.latitude is None or point.longitude is None:
        return None
    return map_position(point.latitude, point.longitude)


def _moved_apart(positions: Sequence[Position]) -> list[Position]:
    """Each pair that is too close gives way by halves, until none is or patience ends."""
    moved = list(positions)
    for _ in range(ROUNDS):
        pairs = [
            (first, second)
            for second in range(len(moved))
            for first in range(second)
            if _distance(moved[first], moved[second]) < APART - 0.5
        ]
        if not pairs:
            break
        for first, second in pairs:
            _part(moved, first, second)
    return moved


def _part(moved: list[Position], first: int, second: int) -> None:
    (x1, y1), (x2, y2) = moved[first], moved[second]
    distance = _distance(moved[first], moved[second])
    # Two events in one city lie side by side in the order given.
    right, down = ((x2 - x1) / distance, (y2 - y1) / distance) if distance else (1.0, 0.0)
    way = max(0.0, APART - distance) / 2
    moved[first] = _in_frame(x1 - right * way, y1 - down * way)
    moved[second] = _in_frame(x2 + right * way, y2 + down * way)


def _distance(one: Position, other: Position) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _in_frame(x: float, y: float) -> Position:
    return (
        min(max(x, RADIUS), WIDTH - RADIUS),
        min(max(y, RADIUS), HEIGHT - RADIUS),
    )


def _labels(names: Sequence[str], positions: Sequence[Position]) -> list[Label | None]:
    """For each dot the first place beside it that is free of dots and of earlier labels."""
    taken = [_Box(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS) for x, y in positions]
    labels: list[Label | None] = []
    for name, (x, y) in zip(names, positions, strict=True):
        label = None
        for box, candidate in _places(len(name) * LETTER, x, y):
            if box.is_in_frame and not any(box.meets(other) for other in taken):
                label = candidate
                taken.append(box)
                break
        labels.append(label)
    return labels


def _places(width: float, x: float, y: float) -> list[tuple[_Box, Label]]:
    """Right, left, below, above, and the four corners."""
    aside = RADIUS + MARGIN
    level, below, above = y - LINE / 2, y + aside, y - aside - LINE
    corner_below, corner_above = y + MARGIN, y - MARGIN - LINE
    return [
        _place(x + aside, level, width, "start"),
        _place(x - aside, level, width, "end"),
        _place(x, below, width, "middle"),
        _place(x, above, width, "middle"),
        _place(x + aside, corner_below, width, "start"),
        _place(x + aside, corner_above, width, "start"),
        _place(x - aside, corner_below, width, "end"),
        _place(x - aside, corner_above, width, "end"),
    ]


def _place(x: float, top: float, width: float, anchor: str) -> tuple[_Box, Label]:
    left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    box = _Box(left, top, left + width, top + LINE)
    return box, Label(round(x), round(top + LINE * 0.77), anchor)
