"""That a bundle's archive was checked as whoever receives it would check it."""

from django.conf import settings
from django.db import models

from core.models.duty import Duty, DutyState
from petitions.models.bundle import Bundle

_OPEN = (DutyState.PENDING, DutyState.RUNNING)


class BundleCheck(Duty):
    """The duty is to run the verifier over the archive; `finished_at` is when it was done.

    `errors` are the verifier's sentences, none of which names a person. `key` is the fingerprint
    of the key that signed, `root` the root that follows from the leaves.
    """

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="checks")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_valid = models.BooleanField(null=True)
    errors = models.JSONField(default=list)
    signatures = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=64, blank=True)
    root = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bundle"],
                condition=models.Q(state__in=_OPEN),
                name="bundle_check_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=DutyState.DONE) | models.Q(is_valid__isnull=False),
                name="bundle_check_done_has_answer",
            ),
        ]
