"""Erases what imports keep of people once its time is over.

A preview that nobody decided on loses its file after seven days; an import that was taken in
loses what undoing it needs, and its rejected rows, after thirty.
"""

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext

from core.actors import SYSTEM, Actor
from core.dispatcher import PassResult
from core.errors import StateConflict
from core.models.duty import DutyState
from core.services import stored_file
from groups.models import MemberChange, MemberImport, MemberImportRow
from groups.models.member_import import UNDECIDED
from groups.services.member_import import audit, require_may_import

AT_ONCE = 20
SLICE = 5000


def member_import_expiry_pass() -> PassResult:
    """The dispatcher's door. Erasing sends nothing, so it counts nothing."""
    over = MemberImport.objects.filter(kept_until__lt=Now())
    for row in over.filter(step__in=UNDECIDED, expired_at=None)[:AT_ONCE]:
        _expire(row, SYSTEM, "member_import.expired")
    for row in over.exclude(step__in=UNDECIDED)[:AT_ONCE]:
        _forget(row)
    return PassResult()


def discard_member_import(*, member_import: MemberImport, actor: Actor) -> MemberImport:
    """The steward wants nothing of this list: its file goes at once.

    Harmless when it is gone. Raises Forbidden, and StateConflict once it was decided on.
    """
    require_may_import(group_id=member_import.group_id, actor=actor)
    return _expire(member_import, actor, "member_import.discarded")


def _expire(member_import: MemberImport, actor: Actor, action: str) -> MemberImport:
    with transaction.atomic():
        row = MemberImport.objects.select_for_update().get(pk=member_import.pk)
        if row.step not in UNDECIDED:
            raise StateConflict(gettext("This list was decided on already."), code="import.decided")
        if row.expired_at is not None:
            return row
        row.expired_at, row.state = timezone.now(), DutyState.CANCELLED
        row.kept_until = row.lease_token = row.lease_until = None
        row.save(update_fields=["expired_at", "state", "kept_until", "lease_token", "lease_until"])
        if row.file is not None:
            stored_file.erase(row.file)
        row.listed_rows.all().delete()
        audit(row, action, actor)
    return row


def _forget(row: MemberImport) -> None:
    """Slice by slice, so that a pass killed at work has done part of it."""
    while doomed := list(row.changes.values_list("pk", flat=True)[:SLICE]):
        MemberChange.objects.filter(pk__in=doomed).delete()
    while doomed := list(row.listed_rows.values_list("pk", flat=True)[:SLICE]):
        MemberImportRow.objects.filter(pk__in=doomed).delete()
    if row.file is not None and row.file.erased_at is None:  # of one that failed half-way
        stored_file.erase(row.file)
    MemberImport.objects.filter(pk=row.pk).update(kept_until=None)
