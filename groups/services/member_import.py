"""Takes lists of members in: keeps the file sealed, owes its preview, and takes the decision."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import PurePath

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from core import vault
from core.actors import Actor
from core.errors import Forbidden, StateConflict
from core.models.duty import DutyState
from core.services import stored_file
from core.services.audit_entry import record
from groups.lists.chosen_columns import NameColumns
from groups.lists.columns import map_columns
from groups.lists.label import Label, short_file_name
from groups.lists.layout import Layout, survey
from groups.lists.refusal import OpenFile, too_large
from groups.member_decision import Choice, Decision
from groups.models import Group, ImportStage, ImportStep, MemberImport, RowKind
from groups.policies import may_handle_people
from groups.selectors.staff import standing_of
from groups.services.tag import keep_tags
from groups.vault_owner import group_owner

LIST_BYTES = 128 << 20
MAX_ROWS = 500_000
PIECE_BYTES = 1 << 20
PREVIEW_DAYS = 7
UNDO_DAYS = 30
LIST_ENDINGS = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm"})
_OPEN = {"undone_at": None, "expired_at": None}


def request_member_import(
    *,
    group: Group,
    open_file: OpenFile,
    name: str,
    actor: Actor,
    name_columns: NameColumns = map_columns,
) -> tuple[MemberImport, bool]:
    """Keeps the list and owes its preview; the second value is False when it was there before.

    Nothing is written to the member list. The same file for the same group is the same import,
    whatever its name; one that had failed is taken up again. `name_columns` says what the columns
    of a new list hold; where it knows nothing, the list waits for a person to say so. Raises
    Forbidden, and Invalid, UnsupportedMedia or TooLarge for a file that cannot be read, before
    anything is written.
    """
    require_may_import(group_id=group.pk, actor=actor)
    sha256 = _digest(open_file)
    existing = _existing(group, sha256)
    if existing is None:
        layout = survey(open_file, name, name_columns)
        if layout.rows > MAX_ROWS:
            raise too_large(
                _("A list may have at most %(max_rows)s rows. Cut it into several.")
                % {"max_rows": f"{MAX_ROWS:,}"}
            )
        try:
            with transaction.atomic():
                return _make(group, sha256, open_file, name, layout, actor), True
        except IntegrityError:  # the same file came in beside us: the unique index decides
            existing = _existing(group, sha256)
            if existing is None:
                raise
    return _take_up_again(existing, actor), False


def apply_member_import(
    *, member_import: MemberImport, decision: Decision, actor: Actor, version: int | None = None
) -> MemberImport:
    """Owes that the list is taken in as the steward decided, who saw this version of its columns.

    Harmless when it was decided so before; what had failed is taken up again. Raises Forbidden,
    and StateConflict before the preview is ready, after another decision, and once the import was
    undone or has expired.
    """
    require_may_import(group_id=member_import.group_id, actor=actor)
    with transaction.atomic():
        row = locked(member_import)
        if row.step == ImportStep.APPLY and row.decision == decision.as_json():
            return _resume(row, actor)
        if row.step == ImportStep.APPLY:
            raise StateConflict(_("This list was decided on already."), code="import.decided")
        if row.stage != ImportStage.READY:
            raise StateConflict(_("There is no preview to decide on."), code="import.not_ready")
        if version not in (None, row.layout.get("version", 0)):
            raise StateConflict(
                _("Someone chose other columns meanwhile. Look at the figures again, then decide."),
                code="import.columns_changed",
            )
        row.decision, row.step, row.rows = decision.as_json(), ImportStep.APPLY, 0
        row.requested_by_id = actor.user_id
        row.kept_until = timezone.now() + timedelta(days=UNDO_DAYS)
        _choose(row, decision.lines)
        keep_tags(group_id=row.group_id, slugs=decision.tags)
        owe(row, "decision", "step", "rows", "requested_by", "kept_until")
        audit(row, "member_import.decided", actor, decision.as_json())
    return row


def undo_member_import(*, member_import: MemberImport, actor: Actor) -> MemberImport:
    """Owes that what the import did is taken back. Whoever is at work on it stops at the next
    batch.

    Harmless when it was asked before; what had failed is taken up again. Raises Forbidden, and
    StateConflict when nothing was taken in or it is too long ago.
    """
    require_may_import(group_id=member_import.group_id, actor=actor)
    with transaction.atomic():
        row = locked(member_import)
        if row.step == ImportStep.UNDO:
            return _resume(row, actor)
        if row.step != ImportStep.APPLY:
            raise StateConflict(_("Nothing of this list was taken in."), code="import.not_applied")
        if row.kept_until is None or row.kept_until < timezone.now():
            raise StateConflict(
                _("A list can be taken back for %(undo_days)s days.") % {"undo_days": UNDO_DAYS},
                code="import.too_late",
            )
        row.step, row.undone_at = ImportStep.UNDO, timezone.now()
        row.requested_by_id = actor.user_id
        owe(row, "step", "undone_at", "requested_by")
        audit(row, "member_import.undo_requested", actor)
    return row


def require_may_import(*, group_id: int, actor: Actor) -> None:
    """Raises Forbidden for whoever is no steward of the group."""
    if not may_handle_people(standing_of(actor), group_id):
        raise Forbidden(_("Member lists are imported by stewards of the group."))


def record_rows_read(*, member_import: MemberImport, actor: Actor) -> None:
    """Somebody saw the first rows of the list: they hold what people gave."""
    with transaction.atomic():
        audit(member_import, "member_import.rows_read", actor)


def record_rejects_read(*, member_import: MemberImport, actor: Actor) -> None:
    """Somebody took the rejected rows: they hold what people gave."""
    with transaction.atomic():
        audit(member_import, "member_import.rejects_read", actor)


def audit(
    row: MemberImport, action: str, actor: Actor, detail: Mapping[str, object] | None = None
) -> None:
    """One entry about the import; call it last in its transaction."""
    record(
        actor=actor,
        action=action,
        subject=row,
        group_id=row.group_id,
        detail={"rows": row.rows_total, **(detail or {})},
    )


def owe(row: MemberImport, *also: str) -> None:
    """The duty is due now, and whoever held it holds it no more."""
    row.state, row.attempts, row.last_error = DutyState.PENDING, 0, ""
    row.lease_until = row.lease_token = row.finished_at = None
    row.due_at = Now()
    row.save(
        update_fields=[
            "state", "attempts", "last_error", "lease_until", "lease_token", "finished_at",
            "due_at", *also,
        ]
    )  # fmt: skip
    row.refresh_from_db(fields=["due_at"])


def _digest(open_file: OpenFile) -> bytes:
    """SHA-256 of the file. Raises TooLarge without reading on."""
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(open_file):
        size += len(piece)
        if size > LIST_BYTES:
            raise too_large(_("A list may have at most 128 MB. Cut it into several."))
        digest.update(piece)
    return digest.digest()


def _pieces(open_file: OpenFile) -> Iterator[bytes]:
    with closing(open_file()) as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def _existing(group: Group, sha256: bytes) -> MemberImport | None:
    rows = MemberImport.objects.select_related("group")
    return rows.filter(group=group, sha256=sha256, **_OPEN).first()


def _make(
    group: Group, sha256: bytes, open_file: OpenFile, name: str, layout: Layout, actor: Actor
) -> MemberImport:
    # The name may name somebody: it is kept for who sent it, sealed, and in the clear its ending.
    label, ending = Label(short_file_name(name)), PurePath(name).suffix.lower()
    name = f"list{ending if ending in LIST_ENDINGS else ''}"
    row = MemberImport.objects.create(
        group=group,
        requested_by_id=actor.user_id,
        sha256=sha256,
        file_name=name,
        layout=layout.as_json(),
        rows_total=layout.rows,
        step=ImportStep.PREVIEW if layout.columns else ImportStep.COLUMNS,
        state=DutyState.PENDING if layout.columns else DutyState.DONE,
        kept_until=timezone.now() + timedelta(days=PREVIEW_DAYS),
    )
    row.file = stored_file.store(
        owner=group_owner(group.pk),
        name=name,
        content_type="application/octet-stream",
        chunks=_pieces(open_file),
    )
    row.label = vault.seal(group_owner(group.pk), row.public_id, label.to_bytes())
    row.save(update_fields=["file", "label"])
    audit(row, "member_import.requested", actor)
    return row


def _take_up_again(row: MemberImport, actor: Actor) -> MemberImport:
    with transaction.atomic():
        return _resume(locked(row), actor)


def _resume(row: MemberImport, actor: Actor) -> MemberImport:
    """A failed import goes on where it stopped, in the name of who asks now."""
    if row.state == DutyState.FAILED:
        row.requested_by_id = actor.user_id
        owe(row, "requested_by")
        audit(row, "member_import.resumed", actor)
    return row


def _choose(row: MemberImport, lines: Mapping[int, Choice]) -> None:
    """Keeps the choices for single lines; one that is in no conflict has nothing to settle."""
    conflicts = row.listed_rows.filter(kind=RowKind.CONFLICTING)
    for choice in Choice:
        chosen = [line for line, one in lines.items() if one is choice]
        conflicts.filter(line__in=chosen).update(choice=choice)


def locked(row: MemberImport) -> MemberImport:
    """The import as it stands now, held until the transaction ends."""
    rows = MemberImport.objects.select_for_update(of=("self",)).select_related("group")
    return rows.get(pk=row.pk)
