"""States written as letters or in full."""

import pytest

from places.us_states import us_state


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("CA", "CA"),
        (" ca ", "CA"),
        ("California", "CA"),
        ("district of columbia", "DC"),
        ("Puerto  Rico", "PR"),
        ("ZZ", None),
        ("Ontario", None),
        ("", None),
    ],
)
def test_us_state(text: str, letters: str | None) -> None:
    assert us_state(text) == letters
