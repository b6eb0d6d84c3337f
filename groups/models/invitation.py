"""An invitation by mail to a role in a group. Whom it invites is sealed."""

from django.conf import settings
from django.db import models

from groups.models.group import Group
from groups.models.staff import Role


class InvitationState(models.TextChoices):
    PENDING = "pending"
    ACCEPTED = "accepted"
    REVOKED = "revoked"


class Invitation(models.Model):
    """One per mailbox and role of a group: `id` is a keyed hash of these under the group's key.

    `sealed` is the address, under the group's key, while the invitation waits. `edition` counts how
    often it was renewed, and links are of one edition: inviting again makes the older mail
    worthless.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=12, choices=Role.choices)
    sealed = models.BinaryField(null=True)
    state = models.CharField(
        max_length=8, choices=InvitationState.choices, default=InvitationState.PENDING
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sent_invitations"
    )
    invited_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    edition = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=InvitationState.values), name="invitation_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="invitation_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="pending", sealed__isnull=False, ended_at=None)
                | models.Q(sealed=None, ended_at__isnull=False) & ~models.Q(state="pending"),
                name="invitation_names_nobody_when_ended",
            ),
        ]
