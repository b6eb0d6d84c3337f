"""The keys under which parts of a petition's counts stand."""

import pytest

from petitions.selectors.breakdown import by_place, place_key
from tests.petitions.ballot_box import ballot_box


@pytest.mark.parametrize(
    ("country", "region", "key"),
    [
        ("US", "CA", "CA"),
        ("", "CA", "CA"),
        ("US", "", "US"),
        ("CA", "Ontario", "Canada/Ontario"),
        ("CA", "", "Canada"),
        ("", "", "unknown"),
    ],
)
def test_states_go_by_their_letters_and_countries_by_their_names(
    country: str, region: str, key: str
) -> None:
    assert place_key(country, region) == key


@pytest.mark.django_db
def test_a_state_is_the_sum_of_its_cities() -> None:
    box = ballot_box()
    for place in (0, 0, 1, 2, 3):
        box.sign(place=place)
    places = by_place(box.petition)
    cities = {
        state: {city: part["counted"] for city, part in region["cities"].items()}
        for state, region in places.items()
    }
    assert cities == {
        "CA": {"Oakland": 1},
        "Germany": {"Köln": 1},
        "NY": {"New York": 2},
        "unknown": {"unknown": 1},
    }
    assert {state: region["counted"] for state, region in places.items()} == {
        "CA": 1,
        "Germany": 1,
        "NY": 2,
        "unknown": 1,
    }
