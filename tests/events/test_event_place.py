"""A city by its name or by a ZIP code, with the zone and the middle of the city."""

import pytest

from events.event_place import EventPlace, find_place
from tests.events.refusals import refusal

pytestmark = pytest.mark.django_db
OAKLAND = EventPlace(
    country="US",
    region="CA",
    city="Oakland",
    timezone="America/Los_Angeles",
    latitude=37.7978,
    longitude=-122.2435,
)


@pytest.mark.parametrize(
    ("city", "region"), [("Oakland", "CA"), (" oakland ", "california"), ("OAKLAND", "ca")]
)
def test_a_city_by_name(city: str, region: str) -> None:
    assert find_place(city=city, region=region) == OAKLAND


@pytest.mark.parametrize("code", ["94607", "94607-1234", " 94601 "])
def test_a_zip_code_names_the_city_and_never_the_neighbourhood(code: str) -> None:
    assert find_place(postal_code=code) == OAKLAND
    assert find_place(postal_code=code, city="Berkeley", region="CA") == OAKLAND


def test_a_place_at_home_knows_its_clocks() -> None:
    assert find_place(city="Phoenix", region="AZ").timezone == "America/Phoenix"
    told_otherwise = find_place(city="Phoenix", region="AZ", zone="America/New_York")
    assert told_otherwise.timezone == "America/Phoenix"


def test_a_post_office_at_sea_needs_to_be_told() -> None:
    assert refusal(find_place, postal_code="09001") == [("timezone", "tz_required")]
    assert find_place(postal_code="09001", zone="Europe/Berlin").timezone == "Europe/Berlin"


def test_abroad_a_city_is_taken_as_written() -> None:
    cairo = find_place(city=" Cairo ", country="EG", zone="Africa/Cairo")
    assert cairo == EventPlace("EG", "", "Cairo", "Africa/Cairo", None, None)
    assert cairo.as_fields() == {
        "country": "EG",
        "region": "",
        "city": "Cairo",
        "latitude": None,
        "longitude": None,
    }


@pytest.mark.parametrize(
    ("words", "field", "code"),
    [
        ({}, "city", "required"),
        ({"city": "  ", "region": "CA"}, "city", "required"),
        ({"city": "Oakland"}, "region", "unknown"),
        ({"city": "Oakland", "region": "Kalifornien"}, "region", "unknown"),
        ({"city": "Atlantis", "region": "CA"}, "city", "unknown"),
        ({"city": "Oakland", "region": "HI"}, "city", "unknown"),
        ({"postal_code": "00000"}, "postal_code", "unknown"),
        ({"postal_code": "   "}, "postal_code", "unknown"),
        ({"postal_code": "９４６０７"}, "postal_code", "unknown"),
        ({"city": "Oakland", "region": "CA", "country": "us"}, "country", "unknown"),
        ({"city": "Oakland", "region": "CA", "country": "XX"}, "country", "unknown"),
        ({"country": "EG", "zone": "Africa/Cairo"}, "city", "required"),
        ({"country": "EG", "city": "Cairo"}, "timezone", "tz_required"),
        ({"country": "EG", "city": "Cairo", "zone": "EET"}, "timezone", "tz.not_iana"),
        ({"country": "EG", "city": "Cairo", "zone": "../x"}, "timezone", "tz.not_iana"),
    ],
)
def test_a_place_that_is_not_known_says_what_is_missing(
    words: dict[str, str], field: str, code: str
) -> None:
    assert refusal(find_place, **words) == [(field, code)]
