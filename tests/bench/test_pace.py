"""Figures are told at the machine's best pace, and never smaller than that makes them."""

import pytest

from bench import pace
from bench.pace import Pace


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the piece of work takes now, in its only entry."""
    takes = [0.002]
    monkeypatch.setattr(pace, "_work", lambda: takes[0])
    return takes


def test_what_was_measured_at_half_the_pace_is_halved(machine: list[float]) -> None:
    metered = Pace()
    machine[0] = 0.004
    assert metered.at_best(1.0, beside=metered.look()) == 0.5


def test_a_faster_machine_is_remembered_and_makes_nothing_smaller_before(
    machine: list[float],
) -> None:
    metered = Pace()
    assert metered.at_best(1.0, beside=metered.look()) == 1.0
    machine[0] = 0.001
    assert metered.at_best(1.0, beside=metered.look()) == 1.0
    machine[0] = 0.002
    assert metered.at_best(1.0, beside=metered.look()) == 0.5


def test_the_piece_of_work_is_one() -> None:
    assert Pace().look() > 0
