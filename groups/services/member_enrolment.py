"""Takes people onto a group's list: those who agreed to hear from it, lists, single additions.

Whoever adds ids to a list holds the list's lock first (`hold_list`) and takes rows in the order of
their ids: two who enrol the same people come one after the other, and nobody waits in a circle.
Who unsubscribed, left or was erased comes back only by a consent that their mailbox confirmed
later; no list, program or steward brings them back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from core import locks
from core.services.suppression import lift
from groups.mail_scope import mail_scope
from groups.member_identity import member_id
from groups.member_person import PERSON_FIELDS, MemberPerson
from groups.models import Member, MemberConsent, MemberSource, MemberState
from groups.models.member import GONE
from groups.sealed_member import person_of, set_person
from groups.services.member_forward import locked_rows, part_ways

BATCH = 1000


class Outcome(StrEnum):
    """`refused`: gone from this list by their own wish, and not back by a later one."""

    ADDED = "added"
    KNOWN = "known"
    BACK = "back"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A consent: `wording` is a version of `ConsentWording`, or `list:ID`."""

    wording: str
    given_at: datetime
    language: str = ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be taken in. `confirmed_at` is when their mailbox confirmed the consent; None
    where somebody else says that they agreed."""

    identity: bytes
    person: MemberPerson
    source_kind: MemberSource
    source_ref: str
    place: tuple[str, str, str] = ("", "", "")
    agreement: Agreement | None = None
    confirmed_at: datetime | None = None
    tags: tuple[str, ...] = ()


def hold_list(*group_ids: int) -> None:
    """Until the transaction ends nobody else adds to these groups' lists."""
    locks.hold_all_until_commit(f"member list:{group_id}" for group_id in group_ids)


def enrol(*, group_id: int, newcomers: Sequence[Newcomer]) -> list[Outcome]:
    """Takes the newcomers in, in the caller's transaction; what became of each, in order.

    Who is on the list keeps what it says of them; what it does not know is filled in. Harmless
    when done twice.
    """
    hold_list(group_id)
    ids = [member_id(group_id, newcomer.identity) for newcomer in newcomers]
    writing = _Writing(group_id, locked_rows(ids))
    outcomes = [writing.take(pk, one) for pk, one in zip(ids, newcomers, strict=True)]
    writing.write()
    return outcomes


class _Writing:
    """One batch on its way into the list."""

    def __init__(self, group_id: int, members: dict[UUID, Member]) -> None:
        self._group_id = group_id
        self._members = members
        self._now = timezone.now()
        self._new: dict[UUID, Member] = {}
        self._changed: dict[UUID, Member] = {}
        self._agreed: set[UUID] = set()
        self._consents: dict[tuple[UUID, str, str], MemberConsent] = {}

    def take(self, pk: UUID, newcomer: Newcomer) -> Outcome:
        member = self._members.get(pk)
        if member is not None and member.pk != pk:
            return self._take_by_earlier_id(pk, member, newcomer)
        if member is None:
            self._members[pk] = self._new[pk] = self._made(pk, newcomer)
            self._agree(pk, newcomer)
            return Outcome.ADDED
        if member.state == MemberState.ACTIVE:
            self._fill_in(member, newcomer)
            self._agree(pk, newcomer)
            return Outcome.KNOWN
        if not _asked_again(member, newcomer):
            return Outcome.REFUSED if member.state in GONE else Outcome.KNOWN
        self._bring_back(member, newcomer)
        self._agree(pk, newcomer)
        return Outcome.BACK

    def _take_by_earlier_id(self, pk: UUID, member: Member, newcomer: Newcomer) -> Outcome:
        """Their row has another address by now, and what lists say of the old one changes nothing
        of it. Where the old mailbox itself agrees it is a person of its own: whether the two are
        the same only a steward has said."""
        stopped = member.state != MemberState.ACTIVE
        if newcomer.confirmed_at is None or (stopped and not _asked_again(member, newcomer)):
            if stopped:
                return Outcome.REFUSED if member.state in GONE else Outcome.KNOWN
            self._agree(member.pk, newcomer)
            return Outcome.KNOWN
        part_ways(pk)
        lift(identity=newcomer.identity, scope=mail_scope(self._group_id))
        del self._members[pk]
        return self.take(pk, newcomer)

    def write(self) -> None:
        for member in self._new.values():
            member.consented = member.pk in self._agreed
        Member.objects.bulk_create(
            (self._new[pk] for pk in sorted(self._new, key=lambda pk: pk.int)), batch_size=BATCH
        )
        for member in self._changed.values():
            member.consented |= member.pk in self._agreed
            member.updated_at, member.version = self._now, member.version + 1
            member.save()
        known = self._agreed - self._new.keys()
        Member.objects.filter(pk__in=known, consented=False).update(
            consented=True, updated_at=self._now, version=F("version") + 1
        )
        MemberConsent.objects.bulk_create(
            self._consents.values(),
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["member", "source_kind", "source_ref"],
            update_fields=["wording", "language", "given_at", "withdrawn_at"],
        )

    def _made(self, pk: UUID, newcomer: Newcomer) -> Member:
        country, region, city = newcomer.place
        member = Member(
            pk=pk,
            group_id=self._group_id,
            state=MemberState.ACTIVE,
            country=country,
            region=region,
            city=city,
            tags=list(newcomer.tags),
            source_kind=newcomer.source_kind,
            source_ref=newcomer.source_ref,
            created_at=self._now,
            updated_at=self._now,
        )
        set_person(member, newcomer.person)
        return member

    def _fill_in(self, member: Member, newcomer: Newcomer) -> None:
        known = person_of(member)
        gained = {
            name: value
            for name in PERSON_FIELDS
            if (value := getattr(newcomer.person, name)) and not getattr(known, name)
        }
        moves = any(newcomer.place) and not (member.country or member.region or member.city)
        tags = [*member.tags, *(tag for tag in newcomer.tags if tag not in member.tags)]
        if not gained and not moves and tags == member.tags:
            return
        set_person(member, replace(known, **gained))
        if moves:
            member.country, member.region, member.city = newcomer.place
        member.tags = tags
        if member.pk not in self._new:
            self._changed[member.pk] = member

    def _bring_back(self, member: Member, newcomer: Newcomer) -> None:
        if member.state in GONE:
            set_person(member, newcomer.person)
            member.country, member.region, member.city = newcomer.place
            member.source_kind, member.source_ref = newcomer.source_kind, newcomer.source_ref
            member.created_at = self._now
        else:
            self._fill_in(member, newcomer)
        member.state, member.stopped_at = MemberState.ACTIVE, None
        self._changed[member.pk] = member
        lift(identity=newcomer.identity, scope=mail_scope(self._group_id))

    def _agree(self, pk: UUID, newcomer: Newcomer) -> None:
        agreement = newcomer.agreement
        if agreement is None:
            return
        self._agreed.add(pk)
        kind, ref = newcomer.source_kind.value, newcomer.source_ref
        self._consents[pk, kind, ref] = MemberConsent(
            member_id=pk,
            wording=agreement.wording,
            language=agreement.language,
            given_at=agreement.given_at,
            source_kind=kind,
            source_ref=ref,
        )


def _asked_again(member: Member, newcomer: Newcomer) -> bool:
    """Whether the person themselves agreed anew after they had stopped it."""
    confirmed, stopped = newcomer.confirmed_at, member.stopped_at
    return confirmed is not None and stopped is not None and confirmed > stopped
