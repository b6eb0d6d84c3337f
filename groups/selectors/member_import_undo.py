"""What taking a list of members back would do, counted before anybody decides."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import vault
from groups.member_image import from_bytes, taken_back
from groups.member_import_figures import UndoFigures
from groups.models import (
    ChangeKind,
    Member,
    MemberChange,
    MemberConsent,
    MemberImport,
    MemberSource,
)
from groups.selectors.member_import_reading import known_members
from groups.vault_owner import group_owner

# Members who were written to since are opened to see what of the list still stands; of more than
# these it is taken that something does not.
MOST_OPENED = 2000


def undo_forecast(member_import: MemberImport) -> UndoFigures:
    """What `member_import_undo` would count if it ran now."""
    own = {"source_kind": MemberSource.IMPORT, "source_ref": str(member_import.public_id)}
    changes = _with_what_stands(member_import, own)
    new, changed = Q(kind=ChangeKind.NEW), Q(kind=ChangeKind.CHANGED, is_there=True)
    removed = changes.filter(new, is_as_left=True, agreed_otherwise=False).count()
    written_since = changes.filter(changed, is_as_left=False).order_by("member_id")
    restored = changes.filter(changed, is_as_left=True).count()
    restored += _still_standing(member_import, list(written_since[:MOST_OPENED]))
    listed = member_import.changes.values("member_id")
    consents = MemberConsent.objects.filter(withdrawn_at=None, member__in=listed, **own)
    return UndoFigures(
        removed=removed,
        restored=restored,
        kept=changes.count() - removed - restored,
        consents=consents.count(),
    )


def _with_what_stands(row: MemberImport, own: dict[str, Any]) -> QuerySet[MemberChange, Any]:
    """Its changes: is the member there, as the list left them, and not agreed in another way?"""
    member = Member.objects.filter(pk=OuterRef("member_id"), group=row.group_id)
    consent = MemberConsent.objects.filter(withdrawn_at=None, member=OuterRef("member_id"))
    return row.changes.annotate(
        is_there=Exists(member.filter(sealed__isnull=False)),
        is_as_left=Exists(member.filter(version=OuterRef("version"))),
        agreed_otherwise=Exists(consent.exclude(**own)),
    )


def _still_standing(row: MemberImport, changes: list[MemberChange]) -> int:
    """Of how many members all that the list changed is as the list left it."""
    sealer = vault.sealer(group_owner(row.group_id))
    ids = [change.member_id for change in changes]
    known = {one.id: one for one in known_members(row.group_id, ids, locked=False)}
    standing = 0
    for change in changes:
        member = known.get(change.member_id)
        if member is None or member.person is None:
            continue
        kept = False
        if change.sealed is not None:
            image = from_bytes(sealer.unseal(change.pk, bytes(change.sealed)))
            _person, _place, kept = taken_back(image, member.person, member.place)
        standing += not kept
    return standing
