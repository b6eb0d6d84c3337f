"""Hands an export's file to who asked for it, once.

The claim is one UPDATE, so of two downloads one gets the file. It is spent before the first byte
leaves: who loses the connection asks again, and is approved again. A file that could be taken
until it arrived whole could be taken by many.
"""

from collections.abc import Iterator

from django.db import connection, transaction
from django.utils.translation import gettext

from core.actors import Actor
from core.errors import NotFound, StateConflict
from core.models import StoredFile
from core.models.duty import DutyState
from core.services import stored_file
from groups.models import ExportStage, MemberExport, ReadHow
from groups.policies import may_have_export
from groups.selectors.staff import standing_of
from groups.services.member_export import audit, owe_build, require_person
from groups.services.member_read import keep_reads

# Whoever left the list since the file was built is not let out with it.
STALE = """
  EXISTS (
    SELECT FROM groups_memberexportrow AS listed
    LEFT JOIN groups_member AS member ON member.id = listed.member_id
    WHERE listed.export_id = export.id AND member.state IS DISTINCT FROM 'active')
"""
_CLAIM = f"""
UPDATE groups_memberexport AS export SET downloaded_at = now()
WHERE id = %s AND requested_by_id = %s AND verdict = 'approved' AND state = 'done'
  AND file_id IS NOT NULL AND downloaded_at IS NULL AND download_until > now() AND NOT {STALE}
"""  # noqa: S608 - constants of our own; every value is a parameter


def take_export(*, export: MemberExport, actor: Actor) -> Iterator[bytes]:
    """The file in pieces, for who asked for it and still has the role, once within 24 hours.

    Each person in it can see from now on that they were exported. Raises NotFound for everyone
    else; StateConflict export.not_ready, export.downloaded, export.expired; export.rebuilding
    when somebody in it has left since: a new file is on its way.
    """
    require_person(actor)
    may = may_have_export(standing_of(actor), export.group_id, asked_as=export.requested_as)
    if export.requested_by_id != actor.user_id or not may:
        raise NotFound(gettext("There is no such export."))
    with transaction.atomic():
        claimed = _claim(export, actor)
        if claimed:
            ids = list(export.people_in_it.values_list("member_id", flat=True))
            keep_reads(group=export.group, member_ids=ids, how=ReadHow.EXPORT, actor=actor)
            audit(export, "member_export.downloaded", actor, {"rows": len(ids)})
    if not claimed:
        raise _refusal(export)
    export.refresh_from_db()
    assert export.file is not None, "the claim says so"
    return _pieces(export, export.file)


def erase_file(export: MemberExport, action: str, actor: Actor) -> None:
    """The file and who was in it go. The request stays on record. Harmless when done twice."""
    with transaction.atomic():
        row = MemberExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
        if row.file is None:
            return
        stored_file.erase(row.file)
        row.people_in_it.all().delete()
        row.file = None
        row.save(update_fields=["file"])
        audit(row, action, actor)


def rebuild_stale(export: MemberExport) -> bool:
    """Owes a new file where somebody in this one has left; False where nobody has."""
    with transaction.atomic():
        row = MemberExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
        if row.file is None or row.downloaded_at is not None or not _is_stale(row):
            return False
        stored_file.erase(row.file)
        row.people_in_it.all().delete()
        owe_build(row)
    return True


def _claim(export: MemberExport, actor: Actor) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [export.pk, actor.user_id])
        return bool(cursor.rowcount)


def _is_stale(export: MemberExport) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {STALE} FROM groups_memberexport AS export WHERE id = %s",  # noqa: S608 - a constant of our own
            [export.pk],
        )
        return bool(cursor.fetchone()[0])


def _refusal(export: MemberExport) -> StateConflict:
    export.refresh_from_db()
    if export.stage == ExportStage.READY and rebuild_stale(export):
        return StateConflict(
            gettext(
                "Somebody in this file has left the list since. It is made anew without them: come"
                " back in a minute."
            ),
            code="export.rebuilding",
        )
    if export.stage == ExportStage.DOWNLOADED:
        return StateConflict(
            gettext("This file was taken: it can be taken once."), code="export.downloaded"
        )
    if export.stage == ExportStage.EXPIRED:
        return StateConflict(gettext("This file was kept for 24 hours."), code="export.expired")
    return StateConflict(gettext("There is no file to take."), code="export.not_ready")


def _pieces(export: MemberExport, file: StoredFile) -> Iterator[bytes]:
    """The file; it is erased behind the last piece, and where the connection breaks."""
    assert export.state == DutyState.DONE, "the claim says so"
    try:
        yield from stored_file.read(file)
    finally:
        erase_file(export, "member_export.erased", Actor(user_id=export.requested_by_id))
