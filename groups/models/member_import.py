"""A list of people for one group: looked through first, taken in once a steward has decided."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.models import StoredFile
from core.models.duty import Duty, DutyState
from groups.models.group import Group


class ImportStep(models.TextChoices):
    """What the duty is about."""

    COLUMNS = "columns"
    PREVIEW = "preview"
    APPLY = "apply"
    UNDO = "undo"


# Nothing was taken in yet, and nobody has decided that it should be.
UNDECIDED = (ImportStep.COLUMNS, ImportStep.PREVIEW)


class ImportStage(models.TextChoices):
    """Where an import stands, as people see it."""

    NAMING = "naming"
    READING = "reading"
    READY = "ready"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    EXPIRED = "expired"
    FAILED = "failed"


# No worker is at the first step: a person says what the columns hold.
_AT_WORK = {
    ImportStep.COLUMNS: ImportStage.NAMING,
    ImportStep.PREVIEW: ImportStage.READING,
    ImportStep.APPLY: ImportStage.APPLYING,
    ImportStep.UNDO: ImportStage.UNDOING,
}
_DONE = {
    ImportStep.COLUMNS: ImportStage.NAMING,
    ImportStep.PREVIEW: ImportStage.READY,
    ImportStep.APPLY: ImportStage.APPLIED,
    ImportStep.UNDO: ImportStage.UNDONE,
}


class MemberImport(Duty):
    """`rows` of `rows_total` are done in this step; `preview`, `result` and `undone` are the
    figures of each (`groups.member_import_figures`), growing batch by batch.

    The same file for the same group is the same import, until it is undone or expired. `layout`
    says how to read `file`, which is erased once the list is taken in or has expired; `label` is
    its `groups.lists.label.Label`, sealed under the group's key. `decision`
    is what the steward chose (`groups.member_decision`). In the step `columns`, which is done from
    the start, somebody has to say what the list's columns hold. `kept_until` is when the file of a
    preview, and later what undoing needs, is erased.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="member_imports")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    step = models.CharField(max_length=8, choices=ImportStep.choices, default=ImportStep.PREVIEW)
    sha256 = models.BinaryField(max_length=32)
    file_name = models.CharField(max_length=20)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    label = models.BinaryField(null=True)
    layout = models.JSONField(default=dict)
    notices = models.JSONField(default=dict)
    decision = models.JSONField(null=True)
    rows_total = models.PositiveIntegerField()
    rows = models.PositiveIntegerField(default=0)
    preview = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    undone = models.JSONField(default=dict)
    kept_until = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    expired_at = models.DateTimeField(null=True)

    @property
    def stage(self) -> str:
        if self.expired_at is not None:
            return ImportStage.EXPIRED
        if self.state == DutyState.FAILED:
            return ImportStage.FAILED
        stages = _DONE if self.state == DutyState.DONE else _AT_WORK
        return stages[ImportStep(self.step)]

    class Meta:
        indexes = [models.Index(fields=["group", "-id"], name="member_import_of_group")]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "sha256"],
                condition=models.Q(undone_at=None, expired_at=None),
                name="member_import_once",
            ),
            models.CheckConstraint(
                condition=models.Q(step__in=ImportStep.values), name="member_import_step_known"
            ),
            models.CheckConstraint(
                condition=models.Q(rows__lte=models.F("rows_total")),
                name="member_import_rows_within_file",
            ),
            models.CheckConstraint(
                condition=~models.Q(step=ImportStep.APPLY) | models.Q(decision__isnull=False),
                name="member_import_applied_by_decision",
            ),
        ]


class RowKind(models.TextChoices):
    """Why a row of a list is remembered."""

    REJECTED = "rejected"
    REPEATED = "repeated"
    CONFLICTING = "conflicting"


class MemberImportRow(models.Model):
    """A row that needs a second look. `sealed` holds its cells as JSON under the group's key;
    a repeated row has none. `choice` is the steward's for this row; empty means the import's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member_import = models.ForeignKey(
        MemberImport, on_delete=models.CASCADE, related_name="listed_rows"
    )
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=11, choices=RowKind.choices)
    reason = models.CharField(max_length=40, blank=True, default="")
    choice = models.CharField(max_length=9, blank=True, default="")
    member_id = models.UUIDField(null=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["member_id"],
                name="member_import_row_of_member",
                condition=models.Q(member_id__isnull=False),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member_import", "line"], name="member_import_row_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=RowKind.values), name="member_import_row_kind_known"
            ),
        ]


class ChangeKind(models.TextChoices):
    NEW = "new"
    CHANGED = "changed"


class MemberChange(models.Model):
    """What an import did to one member, kept so that it can be taken back.

    `sealed` is `{"before": {...}, "after": {...}}` of the fields that changed, as JSON under the
    group's key; None for a new member. `tags` are those that were added, `version` the member's
    after the change. Erasing a person erases these rows as well.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member_import = models.ForeignKey(
        MemberImport, on_delete=models.CASCADE, related_name="changes"
    )
    member_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=7, choices=ChangeKind.choices)
    version = models.PositiveIntegerField()
    tags = ArrayField(models.CharField(max_length=40), default=list)
    sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member_import", "member_id"], name="member_change_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=ChangeKind.values), name="member_change_kind_known"
            ),
        ]
