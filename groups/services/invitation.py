"""Invites people by mail to a role in a group, and lets them accept.

Who invites never learns whether the address has an account: only its mailbox does.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from accounts.selectors.user import owns_address
from accounts.services.user import register_user
from core import vault
from core.actors import SYSTEM, Actor
from core.errors import Forbidden, Invalid, NotFound, StateConflict
from core.keyed_hash import uuid_of
from core.links import LinkNoLongerValid
from core.services.audit_entry import record
from core.services.message import cancel_about, owe
from core.throttle import Limit, require_within
from groups.identity import BadIdentity, Email, read_email
from groups.models import Group, Invitation, InvitationState, Role
from groups.policies import may_know_group, may_manage
from groups.selectors.canonical_rule import canonical_rules
from groups.selectors.invitation import address_in, has_coordinator, invitation_of, is_good
from groups.selectors.staff import standing_of
from groups.services.invitation_mail import MESSAGE_KIND
from groups.services.staff import add_staff
from groups.vault_owner import group_owner

# Enough for a new group's whole staff in a day; too few to write to strangers.
PER_GROUP = Limit("invitations.group", count=30, seconds=24 * 3600)


def invite_staff(*, group: Group, email: str, role: Role, actor: Actor) -> Invitation:
    """Mails an invitation to the role; inviting again sends a new mail and ends the older one.

    By the group's coordinators; a platform administrator may invite a coordinator to a group
    that has none. Raises Invalid for what is no address, Forbidden, NotFound, TooManyRequests.
    """
    inviter = _require_may_invite(group, role, actor)
    address = _read(email)
    require_within((PER_GROUP, str(group.pk)))
    with transaction.atomic():
        invitation = _renewed(group, address, role, inviter)
        _owe_mail(invitation)
        _audit(invitation, "invitation.sent", actor)
    return invitation


def resend_invitation(*, invitation: Invitation, actor: Actor) -> Invitation:
    """The same again, to the address that is sealed in it."""
    address = address_in(invitation)
    return invite_staff(
        group=invitation.group, email=address, role=Role(invitation.role), actor=actor
    )


def revoke_invitation(*, invitation: Invitation, actor: Actor) -> None:
    """Ends it; the link in the mail no longer works. Harmless when it has ended."""
    if not may_manage(standing_of(actor), invitation.group_id):
        raise Forbidden(gettext("Only the group's coordinators end an invitation."))
    with transaction.atomic():
        row = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        if row.state == InvitationState.PENDING:
            _end(row, InvitationState.REVOKED)
            cancel_about(about=row.pk, kinds=[MESSAGE_KIND])
            _audit(row, "invitation.revoked", actor)


def accept_as_new_user(*, token: str, name: str, password: str) -> User:
    """Makes an account with the invited address and gives it the role.

    Raises LinkNoLongerValid, Invalid for the name or password, and StateConflict when the
    address has an account: its owner signs in first, and then accepts.
    """
    with transaction.atomic():
        invitation = _locked(token)
        user = register_user(email=address_in(invitation), name=name, password=password)
        _accept(invitation, user)
    return user


def accept_as(*, token: str, user: User) -> Group:
    """Gives the role to the person who is signed in. Raises LinkNoLongerValid, and Forbidden
    for a person to whom the invitation was not sent."""
    with transaction.atomic():
        invitation = _locked(token)
        if not owns_address(user, address_in(invitation)):
            raise Forbidden(
                gettext("This invitation was sent to another address."), code="other_address"
            )
        _accept(invitation, user)
    return invitation.group


def _require_may_invite(group: Group, role: Role, actor: Actor) -> int:
    """The user id of who invites."""
    standing = standing_of(actor)
    if actor.user_id is not None and may_manage(standing, group.pk):
        return actor.user_id
    if not may_know_group(standing, group.pk) or actor.user_id is None:
        raise NotFound
    if not standing.is_platform_admin or role != Role.COORDINATOR:
        raise Forbidden(gettext("Only the group's coordinators invite staff."))
    if has_coordinator(group.pk):
        raise StateConflict(
            gettext("The group has a coordinator, who invites its staff."), code="has_coordinator"
        )
    return actor.user_id


def _read(email: str) -> Email:
    try:
        return read_email(email, canonical_rules())
    except BadIdentity as error:
        raise Invalid.field(
            "email", "invalid", gettext("This is not an e-mail address.")
        ) from error


def _renewed(group: Group, address: Email, role: Role, inviter: int) -> Invitation:
    """The one row of this mailbox and role, open again. The primary key decides between two."""
    sealer = vault.sealer(group_owner(group.pk))
    row_id: UUID = uuid_of(sealer.lookup("invitation", f"{role} {address.canonical}"))
    facts = {
        "state": InvitationState.PENDING,
        "sealed": sealer.seal(row_id, address.address.lower().encode()),
        "invited_by_id": inviter,
        "invited_at": timezone.now(),
        "ended_at": None,
    }
    invitation, _ = Invitation.objects.update_or_create(
        pk=row_id,
        defaults={**facts, "edition": F("edition") + 1},
        create_defaults={**facts, "group": group, "role": role},
    )
    invitation.refresh_from_db(fields=["edition"])
    return invitation


def _owe_mail(invitation: Invitation) -> None:
    cancel_about(about=invitation.pk, kinds=[MESSAGE_KIND])
    at = int(invitation.invited_at.timestamp() * 1_000_000)
    owe(
        kind=MESSAGE_KIND,
        about=invitation.pk,
        dedup_key=f"{MESSAGE_KIND}:{invitation.pk}:{at}:{invitation.edition}",
        group_id=invitation.group_id,
    )


def _locked(token: str) -> Invitation:
    """The invitation of the link, locked: of two who accept at once, one does."""
    found = invitation_of(token)
    rows = Invitation.objects.select_for_update(of=("self",))
    invitation = rows.select_related("group", "invited_by").get(pk=found.pk)
    if invitation.edition != found.edition or not is_good(invitation):
        raise LinkNoLongerValid
    return invitation


def _accept(invitation: Invitation, user: User) -> None:
    add_staff(user=user, group=invitation.group, role=Role(invitation.role), actor=SYSTEM)
    _end(invitation, InvitationState.ACCEPTED)
    _audit(invitation, "invitation.accepted", Actor(user_id=user.pk))


def _end(invitation: Invitation, state: InvitationState) -> None:
    invitation.state, invitation.sealed, invitation.ended_at = state, None, timezone.now()
    invitation.save(update_fields=["state", "sealed", "ended_at"])


def _audit(invitation: Invitation, action: str, actor: Actor) -> None:
    record(
        actor=actor,
        action=action,
        subject=invitation,
        group_id=invitation.group_id,
        detail={"role": invitation.role},
    )
