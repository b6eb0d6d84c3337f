"""What stewards do to their group's list: add, edit, remove, unsubscribe on request.

Each locks, reads again, checks, writes and audits in one transaction. What people decide about
themselves is `services.member_decision`.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Invalid, NotFound, StateConflict
from core.models.suppression import SuppressionReason
from core.preconditions import require_version
from core.services.audit_entry import record
from core.services.suppression import suppress
from groups.identity import BadIdentity
from groups.mail_scope import mail_scope
from groups.member_form import MemberForm, read_member_form, wrong
from groups.member_identity import identity_of, member_id
from groups.member_person import MemberPerson
from groups.models import Group, Member, MemberConsent, MemberRead, MemberSource, MemberState
from groups.models.member import GONE, HELD
from groups.sealed_member import (
    end_membership,
    form_of,
    known_identity,
    member_identity,
    person_of,
    place_of,
    set_person,
)
from groups.selectors.canonical_rule import canonical_rules
from groups.selectors.member_access import require_steward
from groups.services.member_enrolment import Newcomer, Outcome, enrol, hold_list
from groups.services.member_forward import bury_forwards, forward, locked_rows
from groups.services.member_import_change import forget_changes
from groups.services.tag import keep_tags


def add_member(*, group: Group, data: Mapping[str, Any], actor: Actor) -> Member:
    """Puts somebody on the list by hand, without a consent: `data` as `read_member_form` takes it.

    By stewards. Raises Invalid, StateConflict member.exists for who is there, member.refused for
    who left or was erased: they come back only by themselves.
    """
    require_steward(group=group, actor=actor)
    form = read_member_form(data)
    newcomer = newcomer_of(form, source_kind=MemberSource.DESK)
    pk = member_id(group.pk, newcomer.identity)
    with transaction.atomic():
        hold_list(group.pk)
        there = locked_rows([pk]).get(pk)
        if there is not None and there.state in HELD:
            raise _exists()
        if enrol(group_id=group.pk, newcomers=[newcomer]) == [Outcome.REFUSED]:
            raise _refused()
        member = Member.objects.get(pk=pk)
        keep_tags(group_id=group.pk, slugs=form.tags)
        _audit(member, "member.added", actor)
    return member


def newcomer_of(form: MemberForm, *, source_kind: MemberSource, source_ref: str = "") -> Newcomer:
    """The person of a form on their way into a list. Raises Invalid where nothing of them would
    tell them from others."""
    place = place_of(form)
    identity = _identity(form.person, place[0])
    return Newcomer(identity, form.person, source_kind, source_ref, place=place, tags=form.tags)


def update_member(
    *, group: Group, member_id: UUID, changes: Mapping[str, Any], version: int, actor: Actor
) -> Member:
    """Changes the fields in `changes`, the others stay. By stewards.

    Another e-mail address (or without one, another name, street or phone) is another identity:
    the row gets another id, its consents and what was read of it move along, and the old id leads
    to it. Raises Invalid,
    PreconditionFailed when it was changed since `version`, StateConflict member.exists when that
    person is on the list already, member.refused when they left it.
    """
    require_steward(group=group, actor=actor)
    with transaction.atomic():
        hold_list(group.pk)
        member = held_member(group=group, member_id=member_id)
        require_version(sent=version, present=member.version)
        form = read_member_form(values_of(form_of(member)) | dict(changes))
        member = write_form(member, form)
        keep_tags(group_id=group.pk, slugs=form.tags)
        _audit(member, "member.changed", actor, {"fields": sorted(changes)})
    return member


def remove_member(*, group: Group, member_id: UUID, actor: Actor) -> None:
    """Takes somebody off the list and erases what it said of them; no list brings them back.

    By stewards; harmless when done twice.
    """
    require_steward(group=group, actor=actor)
    with transaction.atomic():
        member = locked_member(group=group, member_id=member_id)
        if member.state in GONE:
            return
        now = timezone.now()
        end_membership(member, MemberState.LEFT, now)
        member.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
        save_member(member)
        _audit(member, "member.removed", actor)


def unsubscribe_member(*, group: Group, member_id: UUID, actor: Actor) -> Member:
    """Stops the group's mail to somebody who asked for it. By stewards; harmless done twice."""
    require_steward(group=group, actor=actor)
    with transaction.atomic():
        member = held_member(group=group, member_id=member_id)
        if member.state == MemberState.ACTIVE:
            stop_mail(member)
            _audit(member, "member.unsubscribed", actor)
    return member


def stop_mail(member: Member) -> None:
    """The list, the consents and the mail know at once. The row is locked and active."""
    now = timezone.now()
    member.state, member.stopped_at, member.consented = MemberState.UNSUBSCRIBED, now, False
    member.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
    save_member(member)
    suppress_mail(member)


def suppress_mail(member: Member) -> None:
    """No more mail of this group to this mailbox, whatever would send it."""
    identity = member_identity(member)
    if identity is not None:
        scope = mail_scope(member.group_id)
        suppress(identity=identity, reason=SuppressionReason.UNSUBSCRIBED, scope=scope)


def write_form(member: Member, form: MemberForm) -> Member:
    """Writes a checked form into the locked row, or into another where the identity changed.

    The caller holds the list. Raises StateConflict.
    """
    place = place_of(form)
    identity = _identity(form.person, place[0])
    # Compared with what was known, not with the id: canonical rules may have changed since.
    if identity != known_identity(person_of(member), member.country):
        member = _moved(member, member_id(member.group_id, identity))
    member.country, member.region, member.city = place
    member.tags = list(form.tags)
    set_person(member, form.person)
    save_member(member)
    if member.state == MemberState.UNSUBSCRIBED:
        suppress_mail(member)  # the address may be another
    return member


def save_member(member: Member) -> None:
    """Writes the locked row as its next version."""
    if member.state in GONE:
        forget_changes(member.pk)
    if member.state == MemberState.ERASED:
        bury_forwards(member, timezone.now())
    member.updated_at, member.version = timezone.now(), member.version + 1
    member.save()


def values_of(form: MemberForm) -> dict[str, Any]:
    """The form as the fields that `read_member_form` reads."""
    place = {"country": form.country, "region": form.region, "city": form.city}
    return {**asdict(form.person), **place, "tags": list(form.tags)}


def locked_member(*, group: Group, member_id: UUID) -> Member:
    """The row, until the transaction ends; an earlier id of it will do. Raises NotFound, also for
    another group's."""
    member = locked_rows([member_id]).get(member_id)
    if member is None or member.group_id != group.pk:
        raise NotFound(_("Nobody like that is on the list."))
    return member


def held_member(*, group: Group, member_id: UUID) -> Member:
    """The row of somebody who has not left, locked. Raises NotFound."""
    member = locked_member(group=group, member_id=member_id)
    if member.state in GONE:
        raise NotFound(_("Nobody like that is on the list."))
    return member


def _identity(person: MemberPerson, country: str) -> bytes:
    try:
        return identity_of(person, country=country, rules=canonical_rules())
    except BadIdentity as error:
        problem = wrong("email", "required")
        raise Invalid(problem.detail, errors=[problem]) from error


def _moved(member: Member, pk: UUID) -> Member:
    """The same member under another id, with all that refers to them."""
    old = member.pk
    if pk == old:
        return member
    there = locked_rows([pk]).get(pk)
    if there is not None and there.pk != old:  # going back to an earlier address is no conflict
        raise _refused() if there.state in GONE else _exists()
    # A copy: the old row's primary key is not to be changed under it.
    values = {field.attname: getattr(member, field.attname) for field in Member._meta.fields}
    moved = Member.objects.create(**values | {"id": pk})
    MemberConsent.objects.filter(member=old).update(member=moved)
    MemberRead.objects.filter(member_id=old).update(member_id=pk)
    forward(old_id=old, member=moved)
    forget_changes(old)  # the edit wins over taking an import back, and nothing stays behind
    Member.objects.filter(pk=old).delete()
    return moved


def _audit(
    member: Member, action: str, actor: Actor, detail: Mapping[str, Any] | None = None
) -> None:
    record(actor=actor, action=action, subject=member, group_id=member.group_id, detail=detail)


def _exists() -> StateConflict:
    problem = wrong("email", "exists")
    return StateConflict(problem.detail, code="member.exists", errors=[problem])


def _refused() -> StateConflict:
    return StateConflict(
        _("This person asked not to be on this list. They can come back by themselves only."),
        code="member.refused",
    )
