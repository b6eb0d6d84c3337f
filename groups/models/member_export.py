"""A list of people leaving the house: asked for with a reason, approved by a second person."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils import timezone

from core.models import StoredFile
from core.models.duty import Duty, DutyState
from groups.models.group import Group
from groups.models.staff import Role

REASON_LENGTH = (10, 500)


class ExportVerdict(models.TextChoices):
    APPROVED = "approved"
    REFUSED = "refused"


class ExportCapacity(models.TextChoices):
    """As what the second person decided."""

    STEWARD = "steward"
    LEAD = "lead"


class ExportFormat(models.TextChoices):
    CSV = "csv"
    XLSX = "xlsx"


class ExportStage(models.TextChoices):
    """Where an export stands, as people see it."""

    REQUESTED = "requested"
    REFUSED = "refused"
    LAPSED = "lapsed"
    BUILDING = "building"
    READY = "ready"
    DOWNLOADED = "downloaded"
    EXPIRED = "expired"
    FAILED = "failed"


class MemberExport(Duty):
    """The duty is to build the file, once the request is approved.

    `wanted` is the filter and `columns` what the file has of each person; `people` are those whom
    the filter let through at the request, `rows` those in the file. A request is open until
    `open_until`; the file can be taken once, until `download_until`. `requested_as` is the role by
    which it was asked for.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="member_exports")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_as = models.CharField(max_length=12, choices=Role.choices)
    reason = models.TextField()
    wanted = models.JSONField(default=dict)
    columns = ArrayField(models.CharField(max_length=20))
    file_format = models.CharField(max_length=4, choices=ExportFormat.choices)
    people = models.PositiveIntegerField()
    open_until = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=ExportVerdict.choices, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_as = models.CharField(
        max_length=7, choices=ExportCapacity.choices, blank=True, default=""
    )
    decided_at = models.DateTimeField(null=True)
    download_until = models.DateTimeField(null=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    rows = models.PositiveIntegerField(null=True)
    downloaded_at = models.DateTimeField(null=True)

    @property
    def stage(self) -> str:
        now = timezone.now()
        if self.verdict == ExportVerdict.REFUSED:
            return ExportStage.REFUSED
        if not self.verdict:
            return ExportStage.REQUESTED if now < self.open_until else ExportStage.LAPSED
        if self.downloaded_at is not None:
            return ExportStage.DOWNLOADED
        if self.download_until is None or self.download_until <= now:
            return ExportStage.EXPIRED
        if self.state == DutyState.FAILED:
            return ExportStage.FAILED
        return ExportStage.READY if self.state == DutyState.DONE else ExportStage.BUILDING

    class Meta:
        indexes = [models.Index(fields=["group", "-id"], name="member_export_of_group")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("requested_by")),
                name="member_export_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict="", decided_by=None, download_until=None)
                | models.Q(verdict__in=ExportVerdict.values, decided_by__isnull=False),
                name="member_export_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(downloaded_at=None) | models.Q(verdict=ExportVerdict.APPROVED),
                name="member_export_approved_before_download",
            ),
            models.CheckConstraint(
                condition=models.Q(file=None) | models.Q(verdict=ExportVerdict.APPROVED),
                name="member_export_approved_before_file",
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_as=ExportCapacity.LEAD)
                | models.Q(requested_as=Role.STEWARD),
                name="member_export_organizers_by_steward",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    GreaterThanOrEqual(Length("reason"), REASON_LENGTH[0]),
                    LessThanOrEqual(Length("reason"), REASON_LENGTH[1]),
                ),
                name="member_export_has_a_reason",
            ),
        ]


class MemberExportRow(models.Model):
    """That a member is in an export's file: for telling them, and for not letting it out once
    they have gone. Deleted with the file."""

    export = models.ForeignKey(MemberExport, on_delete=models.CASCADE, related_name="people_in_it")
    member_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["export", "member_id"], name="member_export_row_once")
        ]
