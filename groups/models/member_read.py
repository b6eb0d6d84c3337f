"""Who looked at whose row on a member list, so that the person can be told."""

from django.db import models

from groups.models.staff import Role


class ReadHow(models.TextChoices):
    LIST = "list"
    SEARCH = "search"
    DETAIL = "detail"
    EXPORT = "export"


class MemberRead(models.Model):
    """One reader, one member, one moment. No foreign keys: a page writes fifty of these at once,
    and what was seen stays on record after the row is gone. `role` is the reader's then."""

    user_id = models.BigIntegerField()
    member_id = models.UUIDField()
    at = models.DateTimeField()
    how = models.CharField(max_length=6, choices=ReadHow.choices)
    role = models.CharField(max_length=12, choices=Role.choices)

    class Meta:
        indexes = [models.Index(fields=["member_id", "at"], name="member_read_member")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(how__in=ReadHow.values), name="member_read_how_known"
            )
        ]
