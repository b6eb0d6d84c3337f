"""Reading the counts: what the public sees costs the same however many signed."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from petitions.selectors.tally import public_count, public_counts
from petitions.services.tally import count_changes
from tests.petitions.ballot_box import ballot_box

pytestmark = pytest.mark.django_db


def test_a_petition_that_nobody_signed_has_a_count() -> None:
    assert public_count(ballot_box().petition.pk) == 0


def test_many_petitions_are_one_query() -> None:
    boxes = [ballot_box() for _ in range(3)]
    for number, box in enumerate(boxes):
        for _ in range(number):
            box.sign()
    count_changes()
    with CaptureQueriesContext(connection) as queries:
        counts = public_counts([box.petition.pk for box in boxes])
    assert counts == {box.petition.pk: number for number, box in enumerate(boxes)}
    assert len(queries) == 1


def test_the_public_count_reads_no_signature_and_no_cell(
    django_assert_num_queries: Any,
) -> None:
    box = ballot_box()
    for _ in range(5):
        box.sign()
    count_changes()
    with django_assert_num_queries(1) as queries:
        assert public_count(box.petition.pk) == 5
    read = queries.captured_queries[0]["sql"]
    assert "petitions_signature" not in read
    assert "petitions_tally" not in read
