"""Reads the counts: one petition's waterfall and what the public sees.

What staff see adds the waiting deltas to the tally in one snapshot, so it is exact at once. What
the public sees reads one row, whatever the number of signatures.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from petitions.cells import CELL_COLUMNS, COUNTED_SQL
from petitions.models import Petition
from petitions.waterfall import Waterfall, add_up

# The tally and what waits to be counted; takes the parameters `petition` and `sources`.
CURRENT = f"""
    SELECT {CELL_COLUMNS}, n FROM petitions_tally
    WHERE petition_id = %(petition)s
      AND (%(sources)s::bigint[] IS NULL OR source_id = ANY(%(sources)s::bigint[]))
    UNION ALL
    SELECT {CELL_COLUMNS}, n FROM petitions_delta
    WHERE petition_id = %(petition)s
      AND (%(sources)s::bigint[] IS NULL OR source_id = ANY(%(sources)s::bigint[]))
"""  # noqa: S608 (no input)

# Only when a counted signature is about to leave are the waiting deltas added up: what leaves is
# then gone for the public at once, what arrives is seen when it is counted. So the number is never
# above the truth and does not dip when a signature moves from one counted state to another.
PUBLIC = f"""
SELECT p.id, COALESCE(c.counted, 0) + CASE
    WHEN EXISTS (
        SELECT FROM petitions_delta d
        WHERE d.petition_id = p.id AND d.n < 0 AND d.state IN {COUNTED_SQL}
    ) THEN LEAST(0, (
        SELECT sum(d.n) FROM petitions_delta d
        WHERE d.petition_id = p.id AND d.state IN {COUNTED_SQL}
    )) ELSE 0 END
FROM petitions_petition p LEFT JOIN petitions_publiccount c ON c.petition_id = p.id
WHERE p.id = ANY(%s)
"""  # noqa: S608 (no input)


def public_count(petition_id: int) -> int:
    """How many count, never above the truth. One indexed row, no matter how many signed."""
    return public_counts([petition_id])[petition_id]


def public_counts(petition_ids: Iterable[int]) -> dict[int, int]:
    """`public_count` of several petitions in one query."""
    with connection.cursor() as cursor:
        cursor.execute(PUBLIC, [list(petition_ids)])
        return {petition_id: int(counted) for petition_id, counted in cursor.fetchall()}


def waterfall(petition: Petition) -> Waterfall:
    """Everything received and what became of it, as of now."""
    rows = sums(petition, columns=[], sources=None)
    return add_up(rows, display_rule=petition.display_rule)


def sums(petition: Petition, *, columns: list[str], sources: list[int] | None) -> list[Any]:
    """Rows of the asked columns of the tally, then state, deliverable and n."""
    wanted = ", ".join([*columns, "state", "deliverable"])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {wanted}, sum(n) FROM ({CURRENT}) AS cell"  # noqa: S608 (no input)
            f" GROUP BY {wanted} HAVING sum(n) <> 0 ORDER BY {wanted}",
            {"petition": petition.pk, "sources": sources},
        )
        rows: list[Any] = cursor.fetchall()
    return rows
