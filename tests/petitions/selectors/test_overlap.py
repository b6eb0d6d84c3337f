"""How many people came through more than one source."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from petitions.models import SignatureState
from petitions.selectors.overlap import SETS, overlap_of_partners, overlap_of_sources
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


def test_it_takes_two_queries(box: BallotBox) -> None:
    with CaptureQueriesContext(connection) as queries:
        overlap_of_partners(box.petition)
    assert len([one for one in queries if "SELECT" in one["sql"]]) == 2


def test_receipts_are_added_up_once_even_where_tables_are_unknown(box: BallotBox) -> None:
    """As after the first list: nothing was counted for the planner."""
    plans: list[str] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql == SETS:
            execute("EXPLAIN " + sql, params, many, context)
            plans.extend(line for (line,) in context["cursor"].fetchall())
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        for table in ("petitions_signature", "petitions_receipt"):
            cursor.execute("DELETE FROM pg_statistic WHERE starelid = %s::regclass", [table])
            unknown = "UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE oid = %s::regclass"
            cursor.execute(unknown, [table])
        with connection.execute_wrapper(explain):
            overlap_of_partners(box.petition)
        cursor.execute("SHOW enable_nestloop")
        assert cursor.fetchone() == ("on",)
    assert [line for line in plans if "Nested Loop" in line] == []
    assert plans
