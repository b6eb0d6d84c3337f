"""Countries by ISO code."""

import pytest

from places.countries import country_name, is_country


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("US", True),
        ("DE", True),
        ("VA", True),
        ("ZZ", False),
        ("XX", False),
        ("usa", False),
        ("us", False),
        ("", False),
    ],
)
def test_is_country(code: str, known: bool) -> None:
    assert is_country(code) is known


def test_country_name() -> None:
    assert (country_name("DE"), country_name("ZZ")) == ("Germany", "ZZ")
