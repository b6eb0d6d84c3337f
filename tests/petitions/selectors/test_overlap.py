"""How many people came through more than one source."""

from typing import Any

import pytest

from petitions.models import SignatureState
from petitions.selectors.overlap import overlap_of_partners, overlap_of_sources
from tests.petitions.ballot_box import BallotBox, ballot_box

pytestmark = pytest.mark.django_db


@pytest.fixture
def box() -> BallotBox:
    """Through a, b and c: 3, 2 and 2 people; the lead's street channel is the fourth source."""
    box = ballot_box()
    both = box.sign(source=0)
    box.deliver_again(both, source=1)
    box.deliver_again(both, source=1)
    everywhere = box.sign(source=0)
    for source in (1, 2, 3):
        box.deliver_again(everywhere, source=source)
    box.sign(source=3)
    box.sign(source=2)
    gone = box.sign(source=0, state=SignatureState.WITHDRAWN)
    box.deliver_again(gone, source=2)
    return box


def test_between_partners_channels_are_one(box: BallotBox) -> None:
    a, b, c = (source.group.slug for source in box.sources[:3])
    overlap = overlap_of_partners(box.petition)
    assert overlap.matrix == {
        a: {a: 3, b: 2, c: 1},
        b: {a: 2, b: 2, c: 1},
        c: {a: 1, b: 1, c: 2},
    }
    assert overlap.through == {1: 2, 2: 1, 3: 1}


def test_between_sources_channels_are_apart(box: BallotBox) -> None:
    a, b, c = (source.group.slug for source in box.sources[:3])
    matrix = overlap_of_sources(box.petition).matrix
    assert matrix[f"{a}/street"] == {a: 1, f"{a}/street": 2, b: 1, c: 1}
    assert matrix[a] == {a: 2, f"{a}/street": 1, b: 2, c: 1}


def test_it_takes_two_queries(box: BallotBox, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        overlap_of_partners(box.petition)
