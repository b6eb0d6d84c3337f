"""Derived counts, and the changes that are not yet in them."""

from django.db import models

from petitions.models.petition import Petition
from petitions.models.signature import COUNTED
from petitions.models.source import Source


class TallyCell(models.Model):
    """What a count is broken down by. `state` is a signature state, `rejected` or `duplicate`.

    No foreign-key triggers, for the reason given at `Signature`.
    """

    petition = models.ForeignKey(
        Petition, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=40, blank=True)
    city = models.CharField(max_length=80, blank=True)
    day = models.DateField()
    state = models.CharField(max_length=11)
    deliverable = models.BooleanField()
    n = models.IntegerField()

    class Meta:
        abstract = True


class Delta(TallyCell):
    """A change of the counted facts, written in the transaction that made it.

    The counter takes it away when it has counted it. The partial index answers "is anything
    about to leave the public count?" at once.
    """

    class Meta:
        indexes = [
            models.Index(
                fields=["petition"],
                name="delta_falling",
                condition=models.Q(n__lt=0, state__in=sorted(COUNTED)),
            )
        ]


class Tally(TallyCell):
    """The counts. `n` is never below zero."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "petition",
                    "source",
                    "country",
                    "region",
                    "city",
                    "day",
                    "state",
                    "deliverable",
                ],
                name="tally_cell",
            ),
            models.CheckConstraint(condition=models.Q(n__gte=0), name="tally_not_negative"),
        ]


class Rollup(models.Model):
    """Sums of the tally that a page reads: as many rows as a petition has sources and days, or
    sources and states, however many people sign. The counter writes them with the tally.

    Nothing keeps `n` from falling below zero: PostgreSQL would refuse a falling change before it
    sees the row that the change is added to. The cells that these are sums of are guarded.
    """

    petition = models.ForeignKey(
        Petition, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    state = models.CharField(max_length=11)
    deliverable = models.BooleanField()
    n = models.IntegerField()

    class Meta:
        abstract = True


class DayTally(Rollup):
    """By source and day."""

    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "source", "day", "state", "deliverable"], name="day_tally_cell"
            )
        ]


class RegionTally(Rollup):
    """By source, country and region."""

    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "source", "country", "region", "state", "deliverable"],
                name="region_tally_cell",
            )
        ]


class PublicCount(models.Model):
    """How many count for a petition by the tally: one row to read for a public page.

    Written by the counter together with the tally, so it is the sum of its counted cells.
    `audited_at` is when the tally was last compared with the truth, `changed_at` when something
    was last counted. `sets` are how many people came through which sources, as pairs of
    [source ids, people]; a petition's every row is read for them, so they are of `sets_at`.
    """

    petition = models.OneToOneField(
        Petition, primary_key=True, on_delete=models.CASCADE, db_constraint=False
    )
    counted = models.IntegerField(default=0)
    audited_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    sets = models.JSONField(null=True)
    sets_at = models.DateTimeField(null=True)
