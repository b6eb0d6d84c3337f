"""The counter: moves committed changes into the tally, each exactly once; audits and repairs it.

Whoever writes the tally holds one advisory lock until commit, so there is one writer, however
many workers run. A pass is one statement with one snapshot: the deltas that it deletes are the
deltas that it adds, a transaction's deltas are seen together or not at all, and a pass that
dies leaves everything as it was. What commits meanwhile waits for the next pass.
"""

import datetime as dt
import logging
import time
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from prometheus_client import Counter

from core import locks
from core.actors import SYSTEM, Actor
from core.dispatcher import PassResult
from core.services import audit_entry
from petitions.cells import CELL_COLUMNS, COUNTED_SQL
from petitions.models import Petition, PublicCount
from petitions.selectors.tally import waterfall
from petitions.selectors.truth import TRUTH
from petitions.waterfall import Waterfall

logger = logging.getLogger(__name__)
_audits = Counter("muster_tally_audits", "Tallies compared with the truth")
_corrected = Counter("muster_tally_corrected_cells", "Cells of a tally that were wrong")
LOCK = "tally"
AUDIT_HOUR = 3
AUDIT_PASS_SECONDS = 15.0
DAY_COLUMNS = "petition_id, source_id, day, state, deliverable"
REGION_COLUMNS = "petition_id, source_id, country, region, state, deliverable"
SAME_CELL = " AND ".join(f"tally.{column} = change.{column}" for column in CELL_COLUMNS.split(", "))


def add_to(table: str, columns: str, change: str) -> str:
    """SQL that adds up a change into one of the sums that pages read."""
    return f"""
    INSERT INTO {table} AS was ({columns}, n)
    SELECT {columns}, sum(n) FROM {change} GROUP BY {columns} HAVING sum(n) <> 0
    ON CONFLICT ({columns}) DO UPDATE SET n = was.n + EXCLUDED.n"""  # noqa: S608 (no input)


DRAIN = f"""
WITH drained AS (
    DELETE FROM petitions_delta
    WHERE %(petition)s::bigint IS NULL OR petition_id = %(petition)s::bigint
    RETURNING {CELL_COLUMNS}, n
), change AS (
    SELECT {CELL_COLUMNS}, sum(n) AS n FROM drained GROUP BY {CELL_COLUMNS} HAVING sum(n) <> 0
), shown AS (
    INSERT INTO petitions_publiccount AS shown (petition_id, counted, changed_at)
    SELECT petition_id, COALESCE(sum(n) FILTER (WHERE state IN {COUNTED_SQL}), 0), now()
    FROM change GROUP BY petition_id ORDER BY petition_id
    ON CONFLICT (petition_id) DO UPDATE
    SET counted = shown.counted + EXCLUDED.counted, changed_at = EXCLUDED.changed_at
), by_day AS (
    {add_to("petitions_daytally", DAY_COLUMNS, "change")}
), by_region AS (
    {add_to("petitions_regiontally", REGION_COLUMNS, "change")}
)
MERGE INTO petitions_tally AS tally USING change ON {SAME_CELL}
WHEN MATCHED AND tally.n + change.n = 0 THEN DELETE
WHEN MATCHED THEN UPDATE SET n = tally.n + change.n
WHEN NOT MATCHED THEN INSERT ({CELL_COLUMNS}, n) VALUES ({CELL_COLUMNS}, n)
"""  # noqa: S608 (no input)

# What is missing from tally and waiting deltas, or too much in them, becomes deltas as well. One
# snapshot sees rows, deltas and tally, so signers need not stop.
CORRECT = f"""
INSERT INTO petitions_delta ({CELL_COLUMNS}, n)
SELECT {CELL_COLUMNS}, sum(n) FROM (
    SELECT * FROM ({TRUTH}) AS truth ({CELL_COLUMNS}, n)
    UNION ALL SELECT {CELL_COLUMNS}, -n FROM petitions_tally WHERE petition_id = %(petition)s
    UNION ALL SELECT {CELL_COLUMNS}, -n FROM petitions_delta WHERE petition_id = %(petition)s
) AS cell GROUP BY {CELL_COLUMNS} HAVING sum(n) <> 0
"""  # noqa: S608 (no input)

SHOW = f"""
INSERT INTO petitions_publiccount (petition_id, counted, audited_at)
SELECT %(petition)s, COALESCE(sum(n), 0), %(now)s FROM petitions_tally
WHERE petition_id = %(petition)s AND state IN {COUNTED_SQL}
ON CONFLICT (petition_id) DO UPDATE
SET counted = EXCLUDED.counted, audited_at = EXCLUDED.audited_at
"""  # noqa: S608 (no input)

# The sums follow from the tally alone, so that nothing wrong in them outlives a night.
CLEAR = """
WITH days AS (DELETE FROM petitions_daytally WHERE petition_id = %(petition)s)
DELETE FROM petitions_regiontally WHERE petition_id = %(petition)s
"""
ONE_TALLY = "(SELECT * FROM petitions_tally WHERE petition_id = %(petition)s) AS cell"
ADD_UP = [
    CLEAR,
    add_to("petitions_daytally", DAY_COLUMNS, ONE_TALLY),
    add_to("petitions_regiontally", REGION_COLUMNS, ONE_TALLY),
]

IMPOSSIBLE = f"""
SELECT DISTINCT petition_id FROM (
    SELECT {CELL_COLUMNS}, n FROM petitions_tally
    UNION ALL SELECT {CELL_COLUMNS}, n FROM petitions_delta
) AS cell GROUP BY {CELL_COLUMNS} HAVING sum(n) < 0
"""  # noqa: S608 (no input)


@dataclass(frozen=True)
class Recount:
    """What was shown before, what is shown now, and in how many cells the tally was wrong."""

    before: Waterfall
    after: Waterfall
    corrected: int


def count_changes() -> int:
    """Counts everything committed so far; returns how many cells of the tally changed.

    Does nothing while another counter is at it. A change that would take a cell below zero can
    only come from a bug: the petition is recounted then, so that counting never stands still.
    """
    try:
        with transaction.atomic():
            return _drain(petition_id=None) if locks.try_until_commit(LOCK) else 0
    except IntegrityError:
        logger.exception("a change would take a count below zero: recounting")
        return _recount_impossible()


def counter_pass() -> PassResult:
    """The dispatcher's door. Counting sends nothing and leaves nothing owed."""
    count_changes()
    return PassResult()


def recount(*, petition: Petition, actor: Actor) -> Recount:
    """Compares the tally with the truth and repairs it, while people go on signing."""
    with transaction.atomic():
        locks.hold_until_commit(LOCK)
        before = waterfall(petition)
        corrected = _execute(CORRECT, petition=petition.pk)
        _drain(petition_id=petition.pk)
        _execute(SHOW, petition=petition.pk, now=timezone.now())
        for statement in ADD_UP:
            _execute(statement, petition=petition.pk)
        result = Recount(before=before, after=waterfall(petition), corrected=corrected)
        if corrected:
            _report(petition, result, actor)
    _audits.inc()
    _corrected.inc(corrected)
    return result


def audit_pass() -> PassResult:
    """Recounts the petitions that this night's audit has not reached, for some seconds."""
    stop = time.monotonic() + AUDIT_PASS_SECONDS
    for petition in _unaudited():
        if time.monotonic() > stop:
            break
        recount(petition=petition, actor=SYSTEM)
    return PassResult()


def _unaudited() -> list[Petition]:
    audited = PublicCount.objects.filter(audited_at__gte=_last_night()).values("petition_id")
    return list(Petition.objects.exclude(pk__in=audited).order_by("pk"))


def _last_night() -> dt.datetime:
    now = timezone.now().astimezone(dt.UTC)
    tonight = now.replace(hour=AUDIT_HOUR, minute=0, second=0, microsecond=0)
    return tonight if now >= tonight else tonight - dt.timedelta(days=1)


def _recount_impossible() -> int:
    with connection.cursor() as cursor:
        cursor.execute(IMPOSSIBLE)
        petition_ids = [petition_id for (petition_id,) in cursor.fetchall()]
    found = Petition.objects.filter(pk__in=petition_ids).order_by("pk")
    return sum(recount(petition=petition, actor=SYSTEM).corrected for petition in found)


def _drain(*, petition_id: int | None) -> int:
    return _execute(DRAIN, petition=petition_id)


def _execute(statement: str, **parameters: int | dt.datetime | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        changed: int = cursor.rowcount
    return changed


def _report(petition: Petition, result: Recount, actor: Actor) -> None:
    logger.error(
        "the tally of %s was wrong in %d cells and is repaired", petition.slug, result.corrected
    )
    audit_entry.record(
        actor=actor,
        action="tally.repaired",
        subject=petition,
        group_id=petition.group_id,
        campaign_id=petition.campaign_id,
        detail={
            "before": result.before,
            "after": result.after,
            "corrected_cells": result.corrected,
        },
    )
