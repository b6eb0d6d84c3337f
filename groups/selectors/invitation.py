"""Reads invitations: for whoever holds the link, and for the coordinators who sent them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from core import links, vault
from core.actors import Actor
from core.errors import NotFound
from core.links import LinkNoLongerValid
from groups.invitation_link import INVITATION
from groups.models import Group, Invitation, InvitationState, Role, Staff
from groups.policies import may_manage
from groups.selectors.staff import standing_of
from groups.vault_owner import group_owner


@dataclass(frozen=True)
class PendingInvitation:
    """What a coordinator sees of an invitation. `expires_at` is that of a link mailed at once."""

    id: UUID
    address: str
    role: str
    invited_at: datetime
    expires_at: datetime
    is_expired: bool


def pending_invitations(
    *, group: Group, actor: Actor, limit: int | None = None
) -> list[PendingInvitation]:
    """The group's open invitations, newest first, at most `limit`: each is opened. Raises NotFound
    for all but coordinators."""
    if not may_manage(standing_of(actor), group.pk):
        raise NotFound
    rows = Invitation.objects.filter(group=group, state=InvitationState.PENDING)
    return [_shown(row) for row in rows.order_by("-invited_at", "pk")[:limit]]


def get_invitation(*, group: Group, invitation_id: UUID, actor: Actor) -> Invitation:
    """One of the group's open invitations. Raises NotFound for all but coordinators."""
    row = Invitation.objects.filter(pk=invitation_id, group=group).first()
    if row is None or row.sealed is None or not may_manage(standing_of(actor), group.pk):
        raise NotFound
    return row


def invitation_of(token: str) -> Invitation:
    """The open invitation of a link, with its group. Raises LinkNoLongerValid.

    Dead: ended, overtaken by a later mail, or who invited may not do so any more.
    """
    link = links.read(token, INVITATION, now=timezone.now())
    rows = Invitation.objects.select_related("group", "invited_by")
    invitation = rows.filter(pk=link.subject_id).first()
    if invitation is None or not is_good(invitation):
        raise LinkNoLongerValid
    # Links from before there were editions tell by their time alone, in whole milliseconds.
    is_older = link.issued_at < invitation.invited_at.replace(microsecond=0)
    if is_older or link.edition != invitation.edition:
        raise LinkNoLongerValid
    return invitation


def is_good(invitation: Invitation) -> bool:
    """Whether it can be accepted: it waits, and who invited could still give the role."""
    if invitation.state != InvitationState.PENDING:
        return False
    inviter = invitation.invited_by
    if not inviter.is_active:
        return False
    if has_coordinator(invitation.group_id, user=inviter):
        return True
    restores = inviter.is_superuser and invitation.role == Role.COORDINATOR
    return restores and not has_coordinator(invitation.group_id)


def has_coordinator(group_id: int, *, user: User | None = None) -> bool:
    """Whether the group has a coordinator now, or this one."""
    rows = Staff.objects.filter(group=group_id, role=Role.COORDINATOR, ended_at=None)
    return (rows if user is None else rows.filter(user=user)).exists()


def address_in(invitation: Invitation) -> str:
    """Whom it invites: for the person themselves, and for the group's coordinators."""
    sealed = bytes(invitation.sealed or b"")
    return vault.unseal(group_owner(invitation.group_id), invitation.pk, sealed).decode()


def _shown(row: Invitation) -> PendingInvitation:
    expires_at = row.invited_at + INVITATION.lifetime
    return PendingInvitation(
        id=row.pk,
        address=address_in(row),
        role=row.role,
        invited_at=row.invited_at,
        expires_at=expires_at,
        is_expired=expires_at < timezone.now(),
    )
