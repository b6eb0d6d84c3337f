"""Links in mails: genuine ones are read, everything else is the same refusal."""

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.links import Link, LinkNoLongerValid, Purpose, issue, read
from petitions.links import CONFIRM, DISOWN, OWN_DATA

NOW = dt.datetime(2026, 7, 1, 12, 0, 0, 123000, tzinfo=dt.UTC)
SIGNATURE = uuid.UUID("7007e1a1-bb03-8d7f-888a-9ac1bf2fc17c")


@pytest.mark.parametrize("purpose", [CONFIRM, DISOWN, OWN_DATA])
def test_reads_what_it_issued(purpose: Purpose) -> None:
    token = issue(purpose, SIGNATURE, NOW)

    assert len(token) == 52
    assert read(token, purpose, now=NOW) == Link(SIGNATURE, NOW, purpose)


def test_tells_the_editions_of_one_moment_apart() -> None:
    tokens = [issue(CONFIRM, SIGNATURE, NOW, edition=edition) for edition in (0, 1, 2, 2**24)]

    assert [len(token) for token in tokens] == [52, 56, 56, 56]
    read_back = [read(token, CONFIRM, now=NOW).edition for token in tokens]
    assert read_back == [0, 1, 2, 2**24 - 1]
    for altered in (tokens[1][:52], tokens[0] + "AAAB", tokens[1][:30] + tokens[2][30:34]):
        with pytest.raises(LinkNoLongerValid):
            read(altered, CONFIRM, now=NOW)


def test_expires() -> None:
    token = issue(CONFIRM, SIGNATURE, NOW)

    assert read(token, CONFIRM, now=NOW + dt.timedelta(days=60)).subject_id == SIGNATURE
    with pytest.raises(LinkNoLongerValid):
        read(token, CONFIRM, now=NOW + dt.timedelta(days=60, milliseconds=1))


@given(position=st.integers(0, 51), letter=st.sampled_from("ABCxyz019-_"))
def test_refuses_any_other_letter(position: int, letter: str) -> None:
    token = issue(CONFIRM, SIGNATURE, NOW)
    altered = token[:position] + letter + token[position + 1 :]

    if altered != token:
        with pytest.raises(LinkNoLongerValid):
            read(altered, CONFIRM, now=NOW)


@given(st.text(max_size=80))
def test_refuses_noise(token: str) -> None:
    with pytest.raises(LinkNoLongerValid):
        read(token, CONFIRM, now=NOW)


def test_refuses_a_part() -> None:
    token = issue(OWN_DATA, SIGNATURE, NOW)
    for length in range(52):
        with pytest.raises(LinkNoLongerValid):
            read(token[:length], OWN_DATA, now=NOW)


def test_refuses_a_link_for_something_else() -> None:
    with pytest.raises(LinkNoLongerValid):
        read(issue(CONFIRM, SIGNATURE, NOW), DISOWN, now=NOW)
