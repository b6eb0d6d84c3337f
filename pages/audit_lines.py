"""Entries of the audit log as the desk shows them: names of things, and of people where allowed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from accounts.models import User
from campaign.models import Campaign, Locality, Partner
from campaign.selectors.campaign_audit import AuditScope
from core.models import AuditEntry
from core.small_counts import rounded_count
from events.models import Action, Event
from groups.models import Group
from pages.audit_words import sentence
from petitions.models import Bundle, Petition, SignatureImport

Names = Mapping[str, str]


@dataclass(frozen=True)
class AuditLine:
    """One entry in words; `who` is already as far as the reader may know."""

    id: int
    at: datetime
    action: str
    words: str
    group: str
    facts: str


def audit_lines(entries: Iterable[AuditEntry], scope: AuditScope) -> list[AuditLine]:
    """The entries in words. One query for each kind of thing they are about."""
    rows = list(entries)
    things, people, groups = _things(rows), _people(rows, scope), _groups(rows)
    return [
        AuditLine(
            id=row.pk,
            at=row.at,
            action=row.action,
            words=sentence(
                row.action,
                what=things.get((row.subject_kind, row.subject_id)) or _gone(row),
                who=_who(row, scope, people),
            ),
            group=groups.get(row.group_id or 0, ""),
            facts=_facts(row, scope),
        )
        for row in rows
    ]


def shortened(name: str) -> str:
    """ "Ana Castillo" as "Ana C."."""
    first, *rest = name.split()
    return f"{first} {rest[-1][0]}." if rest else first


def _who(row: AuditEntry, scope: AuditScope, people: Mapping[int, str]) -> str:
    if row.actor_user_id is None:
        return _("the service")
    if row.actor_user_id == scope.user_id:
        return _("you by a token") if row.actor_token_id else _("you")
    if not scope.shows_people(row):
        return _("somebody of the staff")
    name = people.get(row.actor_user_id) or _("a colleague without a name")
    return _("%(name)s by a token") % {"name": name} if row.actor_token_id else name


def _people(rows: list[AuditEntry], scope: AuditScope) -> dict[int, str]:
    ids = {row.actor_user_id for row in rows if row.actor_user_id and scope.shows_people(row)}
    found = User.objects.filter(pk__in=ids - {scope.user_id}).exclude(name="")
    return {pk: shortened(name) for pk, name in found.values_list("pk", "name")}


def _groups(rows: list[AuditEntry]) -> dict[int, str]:
    ids = {row.group_id for row in rows if row.group_id}
    return dict(Group.objects.filter(pk__in=ids).values_list("pk", "name"))


def _gone(row: AuditEntry) -> str:
    """What was deleted, by the name that the entry of that keeps."""
    title = row.detail.get("title", "")
    return f"“{title}”" if title else ""


def _facts(row: AuditEntry, scope: AuditScope) -> str:
    """What the detail says without pointing at anybody: fields, a role, numbers; of another group's
    people as those outside it may know them, who may have decided about an export of theirs."""
    detail, count = row.detail, str if _is_known_exactly(row, scope) else rounded_count
    said = [*detail.get("fields", [])]
    said += [str(detail[name]) for name in ("role", "stage", "reason") if name in detail]
    said += [
        f"{name}: {count(detail[name])}"
        for name in ("rows", "people", "number", "signatures", "new", "rejected", "entries")
        if isinstance(detail.get(name), int)
    ]
    return ", ".join(said)


def _is_known_exactly(row: AuditEntry, scope: AuditScope) -> bool:
    return row.group_id is None or row.group_id in scope.group_ids


def _things(rows: list[AuditEntry]) -> dict[tuple[str, str], str]:
    ids: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        ids[row.subject_kind].add(row.subject_id)
    return {
        (kind, pk): name
        for kind, wanted in ids.items()
        if kind in NAMES
        for pk, name in NAMES[kind](wanted).items()
    }


def _named(model: Any, name: Any) -> Callable[[set[str]], Names]:
    def read(wanted: set[str]) -> Names:
        rows = model.objects.filter(pk__in=wanted).annotate(words_of_it=name)
        return {str(pk): f"“{words}”" for pk, words in rows.values_list("pk", "words_of_it")}

    return read


_PLACE = Concat("title", Value(", "), "city")
NAMES: dict[str, Callable[[set[str]], Names]] = {
    "petitions.petition": _named(Petition, F("title")),
    "petitions.bundle": _named(Bundle, F("petition__title")),
    "petitions.signatureimport": _named(SignatureImport, F("petition__title")),
    "campaign.campaign": _named(Campaign, F("title")),
    "campaign.partner": _named(Partner, F("group__name")),
    "campaign.locality": _named(Locality, Concat("name", Value(", "), "region")),
    "events.event": _named(Event, _PLACE),
    "events.action": _named(Action, F("title")),
    "groups.group": _named(Group, F("name")),
}
