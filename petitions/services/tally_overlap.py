"""Counts for pages how many people came through which sources.

Every signature is read for it, so a petition's turn comes once a minute at most, and only after
something was counted.
"""

import time
from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.dispatcher import PassResult
from petitions.models import PublicCount
from petitions.selectors.overlap import source_sets

PASS_SECONDS = 10.0
AGAIN_AFTER = timedelta(minutes=1)


def overlap_pass() -> PassResult:
    """The dispatcher's door: the petitions that have waited longest. Leaves nothing owed."""
    stop = time.monotonic() + PASS_SECONDS
    for row in _outdated().select_related("petition"):
        if time.monotonic() > stop:
            break
        # As of before it was read: what commits meanwhile is seen the next time.
        row.sets_at, row.sets = timezone.now(), list(source_sets(row.petition))
        row.save(update_fields=["sets", "sets_at"])
    return PassResult()


def _outdated() -> QuerySet[PublicCount]:
    rested = Q(sets_at__lt=timezone.now() - AGAIN_AFTER, changed_at__gt=F("sets_at"))
    return PublicCount.objects.filter(Q(sets_at=None) | rested).order_by(
        F("sets_at").asc(nulls_first=True)
    )
