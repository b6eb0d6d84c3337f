"""A user's role in one group."""

from django.conf import settings
from django.db import models

from groups.models.group import Group


class Role(models.TextChoices):
    ORGANIZER = "organizer"
    STEWARD = "steward"
    COORDINATOR = "coordinator"


class Staff(models.Model):
    """One role of one user in one group; a user may hold several. Ended roles stay as history."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff_roles"
    )
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="staff")
    role = models.CharField(max_length=12, choices=Role.choices)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group", "role"],
                condition=models.Q(ended_at=None),
                name="staff_role_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="staff_role_known"
            ),
        ]
