"""Reads a petition's counts for pages: sums of the tally, and what waits to be counted.

The answers are those of `tally` and `breakdown`, without cities, in milliseconds however many
signed: a page reads as many rows as there are sources and days, or sources and states.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from core.actors import Actor
from core.snapshot import one_snapshot
from petitions.cells import COUNTED_SQL
from petitions.models import Petition, PublicCount
from petitions.selectors.breakdown import grouped, place_key, source_keys
from petitions.selectors.overlap import overlap_of_sets
from petitions.selectors.visible_tally import groups_seen, shown_overlap, sources_of
from petitions.small_cells import Shown, cover_small, hide_small
from petitions.waterfall import Waterfall, add_up

_OURS = """petition_id = %(petition)s
      AND (%(sources)s::bigint[] IS NULL OR source_id = ANY(%(sources)s::bigint[]))"""


def _sums(table: str, columns: str) -> str:
    return f"""
    SELECT {columns}, state, deliverable, sum(n) FROM (
        SELECT {columns}, state, deliverable, n FROM {table} WHERE {_OURS}
        UNION ALL SELECT {columns}, state, deliverable, n FROM petitions_delta WHERE {_OURS}
    ) AS cell GROUP BY {columns}, state, deliverable HAVING sum(n) <> 0"""  # noqa: S608 (no input)


BY_DAY = _sums("petitions_daytally", "source_id, day")
BY_REGION = _sums("petitions_regiontally", "source_id, country, region")
SIGNED_ON = f"""
SELECT petition_id, sum(n) FROM (
    SELECT petition_id, state, n FROM petitions_daytally
    WHERE petition_id = ANY(%(petitions)s) AND day = %(day)s
    UNION ALL
    SELECT petition_id, state, n FROM petitions_delta
    WHERE petition_id = ANY(%(petitions)s) AND day = %(day)s
) AS cell WHERE state IN {COUNTED_SQL} GROUP BY petition_id
"""  # noqa: S608 (no input)

_SOURCES = """WHERE petition_id = ANY(%(petitions)s::bigint[])
      AND source_id = ANY(%(sources)s::bigint[])"""
BY_SOURCE = f"""
SELECT source_id, sum(n) FROM (
    SELECT source_id, state, n FROM petitions_daytally {_SOURCES}
    UNION ALL SELECT source_id, state, n FROM petitions_delta {_SOURCES}
) AS cell WHERE state IN {COUNTED_SQL} GROUP BY source_id
"""  # noqa: S608 (no input)


@dataclass(frozen=True)
class TallyInBrief:
    """What one person may see: the whole exactly, the parts with small counts hidden.

    `sees_all` is False where the parts are those of the actor's own groups. `overlap` is None
    until it was counted for the first time; it is of `overlap_at`.
    """

    total: Waterfall
    sees_all: bool
    days: dict[str, Shown]
    regions: dict[str, Shown]
    sources: dict[str, Shown]
    overlap: dict[str, Any] | None
    overlap_at: dt.datetime | None


def tally_in_brief(*, petition: Petition, actor: Actor) -> TallyInBrief:
    """Raises NotFound for whoever has no part in the petition, as `visible_tally` does."""
    groups = groups_seen(petition, actor)
    with one_snapshot():
        own = None if groups is None else sources_of(petition, groups)
        by_day = _rows(BY_DAY, petition, sources=None)
        by_region = _rows(BY_REGION, petition, sources=own)
        names = source_keys(petition)
        counted = PublicCount.objects.filter(petition=petition).first()
    seen = [row for row in by_day if own is None or row[0] in own]
    return TallyInBrief(
        total=add_up((row[2:] for row in by_day), display_rule=petition.display_rule),
        sees_all=groups is None,
        days=cover_small(grouped(petition, ((str(row[1]), row[2:]) for row in seen))),
        regions=cover_small(
            grouped(petition, ((place_key(row[1], row[2]), row[3:]) for row in by_region))
        ),
        sources=hide_small(grouped(petition, ((names[row[0]], row[2:]) for row in seen))),
        overlap=_overlap(petition, counted, groups),
        overlap_at=counted.sets_at if counted else None,
    )


def _overlap(
    petition: Petition, counted: PublicCount | None, groups: set[int] | None
) -> dict[str, Any] | None:
    if counted is None or counted.sets is None:
        return None
    return shown_overlap(overlap_of_sets(petition, counted.sets), groups)


def live_waterfall(petition: Petition) -> Waterfall:
    """`tally.waterfall`, from the sums."""
    rows = _rows(BY_DAY, petition, sources=None)
    return add_up((row[2:] for row in rows), display_rule=petition.display_rule)


def signed_today(petition_ids: Iterable[int]) -> dict[int, int]:
    """How many people who count signed on this day (UTC), for each petition; one query."""
    ids = list(petition_ids)
    values: dict[str, Any] = {"petitions": ids, "day": timezone.now().astimezone(dt.UTC).date()}
    with connection.cursor() as cursor:
        cursor.execute(SIGNED_ON, values)
        found = {petition_id: int(n) for petition_id, n in cursor.fetchall()}
    return {petition_id: found.get(petition_id, 0) for petition_id in ids}


def counted_by_source(petition_ids: Iterable[int], source_ids: Iterable[int]) -> dict[int, int]:
    """How many people who count came through each of these sources of these petitions; one query.
    Sources through which nobody came are left out."""
    values = {"petitions": list(petition_ids), "sources": list(source_ids)}
    with connection.cursor() as cursor:
        cursor.execute(BY_SOURCE, values)
        return {source_id: int(n) for source_id, n in cursor.fetchall()}


def _rows(statement: str, petition: Petition, *, sources: list[int] | None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"petition": petition.pk, "sources": sources})
        rows: list[Any] = cursor.fetchall()
    return rows
