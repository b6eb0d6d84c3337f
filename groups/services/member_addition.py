"""Takes people in that a group's own program sends: each row for itself, all in one transaction.

The answer tells of the group's own list only: who is known, and who is refused since they left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.actors import Actor
from core.errors import FieldError, Invalid
from core.services.audit_entry import record
from groups.member_form import read_member_form
from groups.models import Group, MemberSource
from groups.selectors.member_access import require_steward
from groups.services.member import newcomer_of
from groups.services.member_enrolment import Agreement, Newcomer, Outcome, enrol
from groups.services.tag import keep_tags

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one row: added, known, refused or invalid with its errors."""

    result: str
    errors: Sequence[FieldError] = ()


def add_members(*, group: Group, rows: Sequence[Mapping[str, Any]], actor: Actor) -> list[Added]:
    """Takes the rows in, in order: the fields of `read_member_form`, and `consent` with wording,
    source, given_at and language. By stewards.

    A consent that a program reports does not bring back who left or unsubscribed. Raises Invalid
    for more than MOST_AT_ONCE rows, Forbidden, NotFound.
    """
    require_steward(group=group, actor=actor)
    if len(rows) > MOST_AT_ONCE:
        raise Invalid.field("members", "max_length", f"Send at most {MOST_AT_ONCE} at once.")
    read = [_read(row) for row in rows]
    newcomers = [one for one in read if isinstance(one, Newcomer)]
    with transaction.atomic():
        outcomes = iter(enrol(group_id=group.pk, newcomers=newcomers))
        keep_tags(group_id=group.pk, slugs={tag for one in newcomers for tag in one.tags})
        added = [
            Added(next(outcomes).value) if isinstance(one, Newcomer) else Added("invalid", one)
            for one in read
        ]
        number = sum(one.result == Outcome.ADDED for one in added)
        detail = {"rows": len(rows), "added": number}
        record(actor=actor, action="members.added", subject=group, group_id=group.pk, detail=detail)
    return added


def _read(row: Mapping[str, Any]) -> Newcomer | Sequence[FieldError]:
    consent = row.get("consent")
    if consent and consent["given_at"] > timezone.now():
        return [FieldError("consent", "in_future", "Nobody has agreed yet: give a time that was.")]
    ref = consent["source"] if consent else ""
    try:
        newcomer = newcomer_of(read_member_form(row), source_kind=MemberSource.API, source_ref=ref)
    except Invalid as error:
        return error.errors
    if not consent:
        return newcomer
    agreement = Agreement(consent["wording"], consent["given_at"], consent.get("language", ""))
    return replace(newcomer, agreement=agreement)
