"""Counts over all petitions of a campaign, by the group through which people came; from the sums
by day, as pages read them."""

from collections.abc import Collection

from django.db import connection

from petitions.cells import COUNTED_SQL

BY_GROUP = f"""
    SELECT source.group_id, sum(cell.n) FROM (
        SELECT source_id, n FROM petitions_daytally
        WHERE petition_id = ANY(%(petitions)s) AND state IN {COUNTED_SQL}
        UNION ALL
        SELECT source_id, n FROM petitions_delta
        WHERE petition_id = ANY(%(petitions)s) AND state IN {COUNTED_SQL}
    ) AS cell JOIN petitions_source AS source ON source.id = cell.source_id
    GROUP BY source.group_id
"""  # noqa: S608 (no input)


def counted_by_group(petition_ids: Collection[int]) -> dict[int, int]:
    """Counted signatures of these petitions by group id. Whoever shows them hides what is small
    (`small_cells`), and asks the policies first."""
    if not petition_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(BY_GROUP, {"petitions": list(petition_ids)})
        return {group_id: int(counted) for group_id, counted in cursor.fetchall()}
