"""Where a place lies on the usual map of the United States. Pure: no database.

The 48 states that touch, and below them on the left Alaska (at 35 % of their scale) and Hawaii, in
a frame of 975 by 610, that of the outlines in `pages/us-states.svg`. Each part is an equal-area
conic projection after Albers (J. P. Snyder, Map Projections: A Working Manual, 1987, pages 98 to
103) on a sphere; parallels, centres and scales are those of the composite in which us-atlas is
drawn.
"""

from dataclasses import dataclass
from functools import cached_property
from math import cos, radians, sin, sqrt

WIDTH = 975
HEIGHT = 610
SCALE = 1300


@dataclass(frozen=True)
class _Part:
    """One projection of the three. Degrees; the scale and `at` are pixels of the frame."""

    south: float
    north: float
    west: float  # below -180 where the part reaches over the date line
    east: float
    parallels: tuple[float, float]
    centre: tuple[float, float]  # latitude, longitude
    meridian: float  # the one that is drawn upright
    scale: float
    at: tuple[float, float]  # where the centre is drawn

    @cached_property
    def _cone(self) -> tuple[float, float]:
        """Snyder's n and C: how far the cone opens, and its constant."""
        first, second = (radians(degrees) for degrees in self.parallels)
        opening = (sin(first) + sin(second)) / 2
        return opening, cos(first) ** 2 + 2 * opening * sin(first)

    def longitude_within(self, latitude: float, longitude: float) -> float | None:
        """The longitude counted as this part counts it; None for a place that it does not show."""
        for turned in (longitude, longitude - 360):
            if self.west <= turned <= self.east and self.south <= latitude <= self.north:
                return turned
        return None

    def position(self, latitude: float, longitude: float) -> tuple[float, float]:
        x, y = self._on_cone(latitude, longitude)
        centre_x, centre_y = self._on_cone(*self.centre)
        return (
            self.at[0] + self.scale * (x - centre_x),
            self.at[1] - self.scale * (y - centre_y),
        )

    def _on_cone(self, latitude: float, longitude: float) -> tuple[float, float]:
        """East and north of the cone's tip, in radii of the sphere."""
        opening, constant = self._cone
        distance = sqrt(constant - 2 * opening * sin(radians(latitude))) / opening
        angle = opening * radians(longitude - self.meridian)
        return distance * sin(angle), -distance * cos(angle)


_PARTS = (
    _Part(
        south=24.3, north=49.5, west=-125, east=-66.8,
        parallels=(29.5, 45.5), centre=(38.7, -96.6), meridian=-96,
        scale=SCALE, at=(WIDTH / 2, HEIGHT / 2),
    ),
    _Part(
        south=51, north=71.6, west=-188, east=-129.9,
        parallels=(55, 65), centre=(58.5, -156), meridian=-154,
        scale=0.35 * SCALE, at=(WIDTH / 2 - 0.307 * SCALE, HEIGHT / 2 + 0.201 * SCALE),
    ),
    _Part(
        south=18.8, north=22.4, west=-160.7, east=-154.7,
        parallels=(8, 18), centre=(19.9, -160), meridian=-157,
        scale=SCALE, at=(WIDTH / 2 - 0.205 * SCALE, HEIGHT / 2 + 0.212 * SCALE),
    ),
)  # fmt: skip


def map_position(latitude: float, longitude: float) -> tuple[float, float] | None:
    """Right and down of the frame's upper left corner, for degrees north and east.

    None for what the map does not show: the territories, places abroad. It knows no borders: a
    place in Canada or Mexico between the latitudes and longitudes of the states has a position.
    """
    for part in _PARTS:
        turned = part.longitude_within(latitude, longitude)
        if turned is not None:
            x, y = part.position(latitude, turned)
            return (x, y) if 0 <= x <= WIDTH and 0 <= y <= HEIGHT else None
    return None
