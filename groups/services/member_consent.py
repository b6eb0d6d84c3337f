"""Takes consents back that stand on groups' lists, for whoever knows by what they were given."""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from groups.member_identity import member_id
from groups.models import Member, MemberConsent, MemberSource, MemberState
from groups.models.member import GONE
from groups.sealed_member import end_membership
from groups.services.member import save_member, stop_mail, suppress_mail
from groups.services.member_forward import locked_rows

SLICE = 1000


def withdraw_member_consents(
    *, group_ids: Collection[int], identity: bytes, source_kind: MemberSource, source_ref: str
) -> None:
    """The person takes back what they agreed to there. Where no other consent stands they are
    unsubscribed. In the caller's transaction; harmless when done twice."""
    for member in _locked(group_ids, identity):
        given = member.consents.filter(source_kind=source_kind, source_ref=source_ref)
        taken = given.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
        if taken and member.state == MemberState.ACTIVE and not _stands(member.pk):
            stop_mail(member)


def disown_member_consents(
    *, group_ids: Collection[int], identity: bytes, source_kind: MemberSource, source_ref: str
) -> None:
    """It was somebody else who agreed: the consent is gone as if never given, and who was brought
    onto the list by it alone is erased. In the caller's transaction; harmless when done twice."""
    for member in _locked(group_ids, identity):
        member.consents.filter(source_kind=source_kind, source_ref=source_ref).delete()
        if member.state in GONE or _stands(member.pk):
            continue
        if (member.source_kind, member.source_ref) == (source_kind, source_ref):
            suppress_mail(member)
            end_membership(member, MemberState.ERASED, timezone.now())
        member.consented = False
        save_member(member)


def retract_listed(*, group_id: int, wording: str) -> Iterator[None]:
    """A list that said that people agreed is taken back: who came onto this group's list by it
    alone, and was not written about since, is not on it any more; of others its consent is gone.

    Yields after each committed slice; harmless when done twice.
    """
    listed = MemberConsent.objects.filter(member__group=group_id, wording=wording)
    ids = sorted(listed.values_list("member_id", flat=True), key=lambda pk: pk.int)
    for start in range(0, len(ids), SLICE):
        with transaction.atomic():
            _retract(ids[start : start + SLICE], wording)
        yield


def _retract(ids: list[UUID], wording: str) -> None:
    members = list(Member.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    by_member = {
        consent.member_id: consent
        for consent in MemberConsent.objects.filter(member__in=members, wording=wording)
    }
    MemberConsent.objects.filter(pk__in=[one.pk for one in by_member.values()]).delete()
    others = MemberConsent.objects.filter(member__in=members)
    still = set(others.filter(withdrawn_at=None).values_list("member_id", flat=True))
    gone: list[UUID] = []
    unsaid: list[UUID] = []
    for member in members:
        consent = by_member.get(member.pk)
        if consent is None or member.pk in still or member.state in GONE:
            continue
        source = (consent.source_kind, consent.source_ref)
        untouched = member.version == 1 and (member.source_kind, member.source_ref) == source
        (gone if untouched else unsaid).append(member.pk)
    Member.objects.filter(pk__in=gone).delete()
    Member.objects.filter(pk__in=unsaid, consented=True).update(
        consented=False, updated_at=timezone.now(), version=F("version") + 1
    )


def _locked(group_ids: Collection[int], identity: bytes) -> Iterator[Member]:
    ids = [member_id(group_id, identity) for group_id in group_ids]
    found = {member.pk: member for member in locked_rows(ids).values()}
    yield from (found[pk] for pk in sorted(found))


def _stands(pk: UUID) -> bool:
    return MemberConsent.objects.filter(member=pk, withdrawn_at=None).exists()
