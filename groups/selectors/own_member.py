"""What groups' lists hold of one person, for that person's own eyes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models.functions import TruncDate

from core.links import LinkNoLongerValid
from groups.member_identity import member_id
from groups.member_person import MemberPerson
from groups.models import ConsentWording, Group, Member, MemberConsent, MemberRead
from groups.models.member import HELD
from groups.sealed_member import known_identity, person_of
from groups.selectors.member_forward import forwarded


@dataclass(frozen=True, slots=True)
class OwnConsent:
    """`text` is what the person saw, word for word; empty where a list says that they agreed."""

    wording: str
    text: str
    language: str
    given_at: datetime
    source_kind: str
    source_ref: str
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnRead:
    """Somebody of the group looked, by the role and the day: not who, they have a private life."""

    role: str
    day: date
    how: str


@dataclass(frozen=True, slots=True)
class OwnMembership:
    """One list. Who left or was erased has an empty person, and nothing but these facts.

    `moved`: the group has another address for this person by now. The mailbox before may stop that
    and have it erased, and learns nothing of what the row says: a steward may have given it to
    somebody else altogether.
    """

    member_id: UUID
    group: Group
    state: str
    person: MemberPerson
    place: str
    tags: tuple[str, ...]
    source_kind: str
    source_ref: str
    since: datetime
    stopped_at: datetime | None
    consents: list[OwnConsent]
    reads: list[OwnRead]
    moved: bool = False

    @property
    def identity(self) -> bytes | None:
        """By which other lists and signatures know the person; None once this one forgot them."""
        return None if self.moved else known_identity(self.person, "US")

    @property
    def is_held(self) -> bool:
        return self.state in HELD


def own_memberships(identity: bytes) -> list[OwnMembership]:
    """Every list that has this person (identity of 32 bytes), by the group's name.

    In five queries, however many groups there are: ids are computed, not looked for.
    """
    return _led_to([member_id(pk, identity) for pk in Group.objects.values_list("pk", flat=True)])


def own_membership(member_id: UUID) -> OwnMembership:
    """The one list that a link of a group's mail is about. Raises LinkNoLongerValid."""
    found = _led_to([member_id])
    if not found:
        raise LinkNoLongerValid
    return found[0]


def _led_to(ids: Sequence[UUID]) -> list[OwnMembership]:
    """The lists whose rows have these ids, or had them before, by the group's name."""
    onward = forwarded(ids)
    pks = {onward.get(pk, pk) for pk in ids}
    rows = Member.objects.filter(pk__in=pks).select_related("group").order_by("group__name")
    later = set(onward.values()) - set(ids)
    return [_withheld(one) if one.member_id in later else one for one in _opened(list(rows))]


def _withheld(one: OwnMembership) -> OwnMembership:
    # What was agreed to since would tell what else the present address has signed.
    nobody = MemberPerson()
    return replace(one, person=nobody, place="", tags=(), consents=[], reads=[], moved=True)


def _opened(rows: list[Member]) -> list[OwnMembership]:
    ids = [row.pk for row in rows]
    consents, reads = _consents(ids), _reads(ids)
    return [
        OwnMembership(
            member_id=row.pk,
            group=row.group,
            state=row.state,
            person=person_of(row),
            place=", ".join(part for part in (row.city, row.region, row.country) if part),
            tags=tuple(row.tags),
            source_kind=row.source_kind,
            source_ref=row.source_ref,
            since=row.created_at,
            stopped_at=row.stopped_at,
            consents=consents[row.pk],
            reads=reads[row.pk],
        )
        for row in rows
    ]


def _consents(ids: Iterable[UUID]) -> Mapping[UUID, list[OwnConsent]]:
    rows = list(MemberConsent.objects.filter(member__in=ids).order_by("given_at", "pk"))
    texts = _texts({row.wording for row in rows})
    found = defaultdict(list)
    for row in rows:
        language, text = _text(texts.get(row.wording, {}), row.language)
        found[row.member_id].append(
            OwnConsent(
                row.wording,
                text,
                language,
                row.given_at,
                row.source_kind,
                row.source_ref,
                row.withdrawn_at,
            )
        )
    return found


def _texts(versions: Iterable[str]) -> Mapping[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in ConsentWording.objects.filter(version__in=versions):
        found[row.version][row.language] = row.text
    return found


def _text(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """The language and text that was seen: English where nobody kept which."""
    for code in (language, language.partition("-")[0], "en"):
        if code in texts:
            return code, texts[code]
    return language, ""


def _reads(ids: Iterable[UUID]) -> Mapping[UUID, list[OwnRead]]:
    rows = (
        MemberRead.objects.filter(member_id__in=ids)
        .annotate(day=TruncDate("at"))
        .values_list("member_id", "role", "day", "how")
        .distinct()
        .order_by("-day", "role", "how")
    )
    found = defaultdict(list)
    for pk, role, day, how in rows:
        found[pk].append(OwnRead(role, day, how))
    return found
