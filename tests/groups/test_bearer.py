"""The text of tokens."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.bearer import digest_of, is_well_formed, new_bearer


def test_a_fresh_token_is_well_formed_and_unlike_any_other() -> None:
    one, another = new_bearer(), new_bearer()
    assert re.fullmatch(r"mst_[0-9A-Za-z]{38}", one)
    assert is_well_formed(one)
    assert one != another


@given(st.text())
def test_no_other_text_is_well_formed(text: str) -> None:
    assert not is_well_formed(text)


@given(position=st.integers(4, 41), letter=st.sampled_from("0123456789abcXYZ"))
def test_one_mistyped_character_is_noticed(position: int, letter: str) -> None:
    bearer = new_bearer()
    mistyped = bearer[:position] + letter + bearer[position + 1 :]
    assert is_well_formed(mistyped) is (mistyped == bearer)


@pytest.mark.parametrize("text", ["", "mst_", "MST_" + "a" * 38, "mst_" + "a" * 37 + "\n"])
def test_near_misses(text: str) -> None:
    assert not is_well_formed(text)


def test_only_a_digest_is_kept() -> None:
    assert digest_of("mst_abc").hex() == (
        "18987fc77cacb2aaf5c7ade1e027a9ba6ca67f0fdec9cbb07485fe26b67a2a0a"
    )
