"""Finding places by ZIP code and by city."""

import pytest
from pytest_django import DjangoAssertNumQueries

from places.place import Place
from places.selectors.postal_code import (
    place_of_city,
    place_of_zip,
    spelled_city,
    states_with_city,
    us_zip_table,
)

pytestmark = pytest.mark.django_db
OAKLAND = Place(
    country="US",
    region="CA",
    city="Oakland",
    county="Alameda County",
    timezone="America/Los_Angeles",
    latitude=37.8071,
    longitude=-122.2851,
)


@pytest.mark.parametrize("code", ["94607", "94607-1234"])
def test_a_zip_code_names_its_place(code: str) -> None:
    assert place_of_zip(code) == OAKLAND


def test_an_unknown_zip_code_names_none() -> None:
    assert place_of_zip("00000") is None


def test_the_table_in_memory_says_the_same(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    assert us_zip_table()["94607"] == OAKLAND
    with django_assert_num_queries(0):
        assert len(us_zip_table()) == 42_789


@pytest.mark.parametrize("name", ["San Jose", "SAN JOSÉ", " san  jose "])
def test_a_city_is_found_however_it_is_written(name: str) -> None:
    place = place_of_city(name, "CA")
    assert place is not None
    assert (place.city, place.county, place.timezone) == (
        "San Jose",
        "Santa Clara County",
        "America/Los_Angeles",
    )


def test_saint_and_st_are_one() -> None:
    assert place_of_city("St. Louis", "MO") == place_of_city("Saint Louis", "MO")


def test_the_same_name_in_another_state_is_another_city() -> None:
    maine, oregon = place_of_city("Portland", "ME"), place_of_city("Portland", "OR")
    assert maine is not None
    assert oregon is not None
    assert (maine.timezone, oregon.timezone) == ("America/New_York", "America/Los_Angeles")


@pytest.mark.parametrize("name", ["Portland", "", "?!"])
def test_no_city_of_that_name(name: str) -> None:
    assert place_of_city(name, "CA") is None


def test_spells_a_city_as_is_usual() -> None:
    assert [spelled_city(name) for name in ("san jose", "ST LOUIS")] == ["San Jose", "Saint Louis"]
    assert [spelled_city(name) for name in ("Nowhereville", "", "%")] == [None] * 3


def test_names_the_states_that_have_a_city_of_a_name() -> None:
    portlands = states_with_city(" portland")
    assert portlands == sorted(portlands)
    assert {"ME", "OR"} <= set(portlands)
    assert states_with_city("Saint Louis") == states_with_city("st. louis")
    assert "MO" in states_with_city("Saint Louis")
    assert [states_with_city(name) for name in ("", "  ", "Nowhereville", "%", "_")] == [[]] * 5
