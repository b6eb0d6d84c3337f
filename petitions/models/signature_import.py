"""One partner's list being imported: a duty with its progress and figures."""

import uuid

from django.conf import settings
from django.db import models

from core.models import StoredFile
from core.models.duty import Duty, DutyState
from petitions.models.petition import Petition
from petitions.models.source import Source


class SignatureImport(Duty):
    """`rows` = rejected + repeated_in_file + already_signed + new. Figures grow batch by batch.

    `rows_total` is counted before the first row is imported. The same file for the same
    petition and source is the same import. `layout` says how to read `file`, which is erased
    once the import is done; `label` is its `groups.lists.label.Label`, sealed under the petition's
    key. `notices` counts, by code, cells that were left out of good rows.
    `undone_at` is when it was decided to take the import back; the duty is then to do so.

    Until `confirmed_at` the duty is only to say what importing would do: `rehearsed_rows` were
    read for it, `rehearsal` is the figures, and under `reasons` the rejected rows by code. A list
    whose `layout` has no columns is done from the start, until somebody says what they hold.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="imports")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="imports")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    sha256 = models.BinaryField(max_length=32)
    file_name = models.CharField(max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    label = models.BinaryField(null=True)
    layout = models.JSONField(default=dict)
    notices = models.JSONField(default=dict)
    rows_total = models.PositiveIntegerField(null=True)
    rows = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    repeated_in_file = models.PositiveIntegerField(default=0)
    already_signed = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    rehearsed_rows = models.PositiveIntegerField(default=0)
    rehearsal = models.JSONField(null=True)

    @property
    def stage(self) -> str:
        """The duty's state as people see it: of the preview, the import, or taking it back.

        `previewing` goes on by itself, `naming` and `waiting` wait for a person.
        """
        if self.state == DutyState.FAILED:
            return self.state
        if self.undone_at is not None:
            return "undone" if self.state == DutyState.DONE else "undoing"
        if self.is_unnamed:
            return "naming"
        if self.confirmed_at is not None or self.state == DutyState.DONE:
            return self.state
        return "previewing" if self.rehearsal is None else "waiting"

    @property
    def is_unnamed(self) -> bool:
        """Whether somebody has to say first what the list's columns hold."""
        return "columns" in self.layout and not self.layout["columns"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "source", "sha256"],
                condition=models.Q(undone_at=None),
                name="signature_import_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    rows=models.F("rejected")
                    + models.F("repeated_in_file")
                    + models.F("already_signed")
                    + models.F("new")
                ),
                name="signature_import_rows_add_up",
            ),
        ]
