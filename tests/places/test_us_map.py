"""Where cities lie on the map, against the outlines that it is drawn from."""

import json
from pathlib import Path

import pytest

from places.us_map import HEIGHT, WIDTH, map_position

# Of us-atlas (ISC licence, see pages/static/pages/README.md), in whole units of the frame: for
# each state its larger pieces of land, each a ring of corners.
Ring = list[tuple[float, float]]
OUTLINES: dict[str, list[Ring]] = json.loads(
    Path(__file__).with_name("us_state_outlines.json").read_text()
)
CITIES = [
    ("AL", "Montgomery", 32.377, -86.3),
    ("AK", "Juneau", 58.302, -134.42),
    ("AK", "Anchorage", 61.218, -149.9),
    ("AK", "Fairbanks", 64.838, -147.716),
    ("AZ", "Phoenix", 33.448, -112.074),
    ("AR", "Little Rock", 34.746, -92.289),
    ("CA", "Sacramento", 38.577, -121.494),
    ("CA", "San Francisco", 37.775, -122.419),
    ("CA", "San Diego", 32.716, -117.161),
    ("CO", "Denver", 39.739, -104.99),
    ("CT", "Hartford", 41.764, -72.682),
    ("DE", "Dover", 39.157, -75.52),
    ("DC", "Washington", 38.907, -77.037),
    ("FL", "Tallahassee", 30.438, -84.281),
    ("FL", "Miami", 25.775, -80.21),
    ("GA", "Atlanta", 33.749, -84.388),
    ("HI", "Honolulu", 21.32, -157.858),
    ("HI", "Hilo", 19.707, -155.09),
    ("ID", "Boise", 43.617, -116.2),
    ("IL", "Springfield", 39.798, -89.654),
    ("IN", "Indianapolis", 39.769, -86.163),
    ("IA", "Des Moines", 41.591, -93.604),
    ("KS", "Topeka", 39.048, -95.678),
    ("KY", "Frankfort", 38.187, -84.875),
    ("LA", "Baton Rouge", 30.457, -91.187),
    ("ME", "Augusta", 44.307, -69.782),
    ("MD", "Annapolis", 38.979, -76.51),
    ("MA", "Boston", 42.358, -71.064),
    ("MI", "Lansing", 42.734, -84.555),
    ("MI", "Marquette", 46.54, -87.41),
    ("MN", "Minneapolis", 44.978, -93.265),
    ("MS", "Jackson", 32.304, -90.182),
    ("MO", "Jefferson City", 38.579, -92.173),
    ("MT", "Helena", 46.586, -112.018),
    ("NE", "Lincoln", 40.808, -96.7),
    ("NV", "Carson City", 39.164, -119.766),
    ("NH", "Concord", 43.207, -71.538),
    ("NJ", "Trenton", 40.221, -74.755),
    ("NM", "Santa Fe", 35.682, -105.94),
    ("NY", "New York", 40.75, -73.985),
    ("NY", "Buffalo", 42.886, -78.85),
    ("NC", "Raleigh", 35.78, -78.639),
    ("ND", "Bismarck", 46.821, -100.783),
    ("OH", "Columbus", 39.961, -82.999),
    ("OK", "Oklahoma City", 35.492, -97.503),
    ("OR", "Portland", 45.515, -122.679),
    ("PA", "Harrisburg", 40.264, -76.884),
    ("RI", "Providence", 41.831, -71.415),
    ("SC", "Columbia", 34.0, -81.033),
    ("SD", "Pierre", 44.367, -100.346),
    ("TN", "Nashville", 36.166, -86.784),
    ("TX", "Austin", 30.275, -97.74),
    ("TX", "El Paso", 31.77, -106.45),
    ("UT", "Salt Lake City", 40.777, -111.888),
    ("VT", "Montpelier", 44.262, -72.581),
    ("VA", "Arlington", 38.88, -77.107),
    ("VA", "Richmond", 37.539, -77.434),
    ("WA", "Seattle", 47.606, -122.332),
    ("WV", "Charleston", 38.336, -81.612),
    ("WI", "Madison", 43.075, -89.384),
    ("WY", "Cheyenne", 41.14, -104.82),
]


def _is_inside(ring: Ring, x: float, y: float) -> bool:
    """Whether a line to the right crosses the ring an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


@pytest.mark.parametrize(("state", "city", "latitude", "longitude"), CITIES)
def test_a_city_lies_in_its_state(state: str, city: str, latitude: float, longitude: float) -> None:
    position = map_position(latitude, longitude)
    assert position is not None
    around = [
        name
        for name, rings in OUTLINES.items()
        if any(_is_inside(ring, *position) for ring in rings)
    ]
    assert around == [state]


def test_every_state_has_a_city_here() -> None:
    assert sorted({state for state, *_ in CITIES}) == sorted(OUTLINES)
    assert len(OUTLINES) == 51


@pytest.mark.parametrize(
    ("latitude", "longitude", "position"),
    [
        (38.7, -96.6, (487.5, 305)),  # the middle of the frame
        (47.606, -122.332, (97.63, 46.32)),
        (25.775, -80.21, (822.32, 572.31)),
        (58.302, -134.42, (176.94, 556.08)),
        (61.218, -149.9, (112.28, 544.28)),
        (21.32, -157.858, (266.97, 548.90)),
        (19.707, -155.09, (326.16, 585.19)),
    ],
)
def test_positions_to_a_hundredth(
    latitude: float, longitude: float, position: tuple[float, float]
) -> None:
    """What d3's geoAlbersUsa() says with the scale and the middle that us-atlas names."""
    assert map_position(latitude, longitude) == pytest.approx(position, abs=0.01)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (18.466, -66.106),  # San Juan, Puerto Rico
        (13.475, 144.75),  # Hagåtña, Guam
        (-14.275, -170.70),  # Pago Pago, American Samoa
        (51.507, -0.128),  # London
        (19.433, -99.133),  # Mexico City
        (-33.869, 151.209),  # Sydney
        (35.69, 139.692),  # Tokyo
        (51.88, -176.658),  # Adak, Alaska: left of the frame
        (28.207, -177.376),  # Midway
        (0, 0),
        (90, 0),
        (float("nan"), -93.0),
    ],
)
def test_places_that_the_map_does_not_show(latitude: float, longitude: float) -> None:
    assert map_position(latitude, longitude) is None


def test_the_far_side_of_the_date_line_is_no_other_part() -> None:
    """The same meridian by its two names."""
    assert map_position(61.218, -149.9 + 360) == pytest.approx(map_position(61.218, -149.9))
    assert (WIDTH, HEIGHT) == (975, 610)
