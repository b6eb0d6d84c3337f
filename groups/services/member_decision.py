"""What people decide about a group's list that holds them: correct, unsubscribe, leave, erase.

Whoever holds the link of a mail decides (`core.links`). Each locks the row, reads it again and is
harmless when done twice; none tells the group why.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core.actors import ANYONE
from core.links import LinkNoLongerValid
from core.services.audit_entry import record
from groups.member_form import read_member_form
from groups.models import Member, MemberState
from groups.models.member import GONE
from groups.sealed_member import end_membership, form_of, other_ids
from groups.selectors.member_forward import forwarded
from groups.services.member import save_member, stop_mail, suppress_mail, values_of, write_form
from groups.services.member_enrolment import hold_list
from groups.services.member_forward import bury_other_ids, locked_rows

# Another address would be another person's until its mailbox says otherwise: they sign up with it.
CORRECTABLE = frozenset(
    {
        "given_name", "family_name", "phone", "street", "postal_code", "country", "region", "city",
        "language",
    }
)  # fmt: skip


def correct(*, member_id: UUID, changes: Mapping[str, Any]) -> None:
    """Puts right what the group holds: the fields of CORRECTABLE, others are left out.

    Raises Invalid, LinkNoLongerValid for who is gone from the list.
    """
    wanted = {name: value for name, value in changes.items() if name in CORRECTABLE}
    with transaction.atomic():
        _hold_list_of(member_id)
        with _deciding(member_id) as member:
            if member.state in GONE:
                raise LinkNoLongerValid
            form = read_member_form(values_of(form_of(member)) | wanted)
            _audit(write_form(member, form), "member.corrected")


def unsubscribe(*, member_id: UUID) -> None:
    """No more mail of this group; what it holds stays until they leave."""
    with _deciding(member_id) as member:
        if member.state == MemberState.ACTIVE:
            stop_mail(member)
            _audit(member, "member.unsubscribed")


def leave(*, member_id: UUID) -> None:
    """Off the list: what it said of the person is erased, the consents are kept as withdrawn."""
    with _ending(member_id) as member:
        if member.state not in GONE:
            suppress_mail(member)
            member.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
            _end(member, MemberState.LEFT)
            _audit(member, "member.left")


def erase(*, member_id: UUID) -> None:
    """Off the list without a trace but the ids, so that no list brings the person back."""
    with _ending(member_id) as member:
        if member.state != MemberState.ERASED:
            suppress_mail(member)
            member.consents.all().delete()
            _end(member, MemberState.ERASED)
            _audit(member, "member.erased")


@contextmanager
def _deciding(member_id: UUID) -> Iterator[Member]:
    """The locked row, also by an earlier id of it. Raises LinkNoLongerValid without one."""
    with transaction.atomic():
        member = locked_rows([member_id]).get(member_id)
        if member is None:
            raise LinkNoLongerValid
        yield member


@contextmanager
def _ending(member_id: UUID) -> Iterator[Member]:
    """As `_deciding`, and holding the list: ids are given to nobody."""
    with transaction.atomic():
        _hold_list_of(member_id)
        with _deciding(member_id) as member:
            yield member


def _hold_list_of(member_id: UUID) -> None:
    """Another name or phone may be another id, and whoever gives a row one holds its list first."""
    pk = forwarded([member_id]).get(member_id, member_id)
    group_id = Member.objects.filter(pk=pk).values_list("group", flat=True).first()
    if group_id is None:
        raise LinkNoLongerValid
    hold_list(group_id)


def _end(member: Member, state: MemberState) -> None:
    others = other_ids(member)
    end_membership(member, state, timezone.now())
    save_member(member)
    bury_other_ids(others, member)


def _audit(member: Member, action: str) -> None:
    record(actor=ANYONE, action=action, subject=member, group_id=member.group_id)
