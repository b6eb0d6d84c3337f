"""What taking a list of members back would do, counted before anybody decides."""

from django.db.models import Exists, OuterRef

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
    changes = member_import.changes.all()
    members = Member.objects.filter(pk=OuterRef("member_id"), group=member_import.group_id)
    as_left = Exists(members.filter(version=OuterRef("version")))
    consented = MemberConsent.objects.filter(withdrawn_at=None, member=OuterRef("member_id"))
    new = changes.filter(as_left, ~Exists(consented.exclude(**own)), kind=ChangeKind.NEW)
    changed = changes.filter(
        Exists(members.filter(sealed__isnull=False)), kind=ChangeKind.CHANGED
    ).order_by("member_id")
    removed, restored = new.count(), changed.filter(as_left).count()
    restored += _still_standing(member_import, list(changed.exclude(as_left)[:MOST_OPENED]))
    listed = member_import.changes.values("member_id")
    consents = MemberConsent.objects.filter(withdrawn_at=None, member__in=listed, **own)
    return UndoFigures(
        removed=removed,
        restored=restored,
        kept=changes.count() - removed - restored,
        consents=consents.count(),
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
