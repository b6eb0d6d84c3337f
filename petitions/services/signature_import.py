"""Takes lists in and back: checks who may, reads the file through, seals it, owes the work."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.selectors.partner import is_active_partner
from core import vault
from core.actors import Actor
from core.errors import Forbidden, StateConflict
from core.models.duty import DutyState
from core.services import stored_file
from core.services.audit_entry import record
from groups.lists.chosen_columns import NameColumns, map_columns_if_clear
from groups.lists.columns import map_columns
from groups.lists.label import Label, short_file_name
from groups.lists.layout import Layout, survey
from groups.lists.refusal import OpenFile, too_large
from groups.models import Group
from groups.policies import may_handle_people
from groups.selectors.staff import standing_of
from petitions.cells import REJECTED, Cell
from petitions.models import Petition, PetitionState, SignatureImport, Source
from petitions.services.delta import write_deltas
from petitions.vault_owner import petition_owner

LIST_BYTES = 128 << 20
PIECE_BYTES = 1 << 20
LIST_ENDINGS = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm"})


def request_import(
    *, petition: Petition, group: Group, open_file: OpenFile, name: str, actor: Actor
) -> tuple[SignatureImport, bool]:
    """Keeps the list and owes its import; the second value is False when it was owed before.

    The same file for the same petition and group is the same import, whatever its name; one that
    had failed is taken up again, one that waits for confirmation has it. Raises Forbidden,
    StateConflict, and Invalid, UnsupportedMedia or TooLarge for a file that cannot be read,
    before anything is written.
    """
    upload = _Upload(petition, group, open_file, name, actor)
    row, made = _keep(upload, confirmed_at=timezone.now())
    return (row, True) if made else (take_up_again(row, actor), False)


def preview_import(
    *,
    petition: Petition,
    group: Group,
    open_file: OpenFile,
    name: str,
    actor: Actor,
    name_columns: NameColumns = map_columns_if_clear,
) -> tuple[SignatureImport, bool]:
    """Keeps the list and owes only to say what importing it would do; it then waits for
    `confirm_import`. The second value is False when the list is known.

    Where `name_columns` knows nothing of what the columns hold, the list waits for a person to
    say so (`name_import_columns`). Raises as `request_import`.
    """
    upload = _Upload(petition, group, open_file, name, actor, name_columns)
    return _keep(upload, confirmed_at=None)


def confirm_import(
    *, signature_import: SignatureImport, actor: Actor, version: int | None = None
) -> SignatureImport:
    """The list that was previewed is imported. Harmless when it was confirmed before.

    `version` is that of the columns which the actor saw. Raises Forbidden, and StateConflict when
    it was discarded, when the petition is delivered, or when its columns are unknown or others.
    """
    group = signature_import.source.group
    require_may_import(petition=signature_import.petition, group=group, actor=actor)
    with transaction.atomic():
        row = SignatureImport.objects.select_for_update(of=("self",)).get(pk=signature_import.pk)
        if row.undone_at is not None:
            raise StateConflict(_("This list was discarded."), code="import.discarded")
        if row.confirmed_at is None:
            _require_columns(row, version)
            row.confirmed_at = timezone.now()
            row.requested_by_id = actor.user_id
            owe(row, "confirmed_at", "requested_by")
            audit(row, "import.confirmed", actor)
    return row


def _require_columns(row: SignatureImport, version: int | None) -> None:
    if row.is_unnamed:
        raise StateConflict(
            _("Say first what the columns of this list hold."), code="import.columns_unnamed"
        )
    if version not in (None, row.layout.get("version", 0)):
        raise StateConflict(
            _("Someone chose other columns meanwhile. Look at the figures again, then decide."),
            code="import.columns_changed",
        )


def retry_import(*, signature_import: SignatureImport, actor: Actor) -> SignatureImport:
    """What had failed goes on where it stopped: the preview, the import, or taking it back.

    Harmless when it has not failed. Raises Forbidden, StateConflict.
    """
    if signature_import.undone_at is not None:
        return request_undo(signature_import=signature_import, actor=actor)
    group = signature_import.source.group
    require_may_import(petition=signature_import.petition, group=group, actor=actor)
    return _take_up_failed(signature_import, actor)


def require_may_import(*, petition: Petition, group: Group, actor: Actor) -> None:
    """Raises Forbidden for whoever is no steward of a partner; StateConflict once delivered."""
    if not may_handle_people(standing_of(actor), group.pk):
        raise Forbidden(_("Lists are imported by stewards of the group."))
    if not is_active_partner(campaign_id=petition.campaign_id, group_id=group.pk):
        raise Forbidden(_("The group is no partner of this campaign."), code="not_a_partner")
    if petition.state == PetitionState.DELIVERED:
        raise StateConflict(_("The petition was delivered."), code="petition.delivered")


def request_undo(*, signature_import: SignatureImport, actor: Actor) -> SignatureImport:
    """Owes that the import is taken back. Whoever is at work on it stops at the next batch.

    Harmless when it was asked before; what had failed is taken up again. Raises Forbidden.
    """
    if not may_handle_people(standing_of(actor), signature_import.source.group_id):
        raise Forbidden(_("Imports are undone by stewards of the group."))
    with transaction.atomic():
        row = SignatureImport.objects.select_for_update(of=("self",)).get(pk=signature_import.pk)
        again = row.undone_at is not None
        if again and row.state != DutyState.FAILED:
            return row
        row.undone_at = row.undone_at or timezone.now()
        row.requested_by_id = actor.user_id
        owe(row, "undone_at", "requested_by")
        if row.rejected and not again:
            write_deltas([(_rejected_cell(row), -row.rejected)])
        audit(row, "import.undo_resumed" if again else "import.undo_requested", actor)
    return row


def record_rows_read(*, signature_import: SignatureImport, actor: Actor) -> None:
    """Somebody saw the first rows of the list: they hold what people gave."""
    with transaction.atomic():
        audit(signature_import, "import.rows_read", actor)


def record_rejects_read(*, signature_import: SignatureImport, actor: Actor) -> None:
    """Somebody took the rejected rows: they hold what people gave."""
    with transaction.atomic():
        audit(signature_import, "import.rejects_read", actor)


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


def _existing(petition: Petition, group: Group, sha256: bytes) -> SignatureImport | None:
    rows = SignatureImport.objects.select_related("petition", "source__group").filter(
        undone_at=None
    )
    return rows.filter(petition=petition, source__group=group, sha256=sha256).first()


@dataclass(frozen=True)
class _Upload:
    """A list that came in: for which petition, of which group, from whom."""

    petition: Petition
    group: Group
    open_file: OpenFile
    name: str
    actor: Actor
    name_columns: NameColumns = map_columns


def _keep(upload: _Upload, *, confirmed_at: datetime | None) -> tuple[SignatureImport, bool]:
    """The import of this list, and whether it is new."""
    petition, group = upload.petition, upload.group
    require_may_import(petition=petition, group=group, actor=upload.actor)
    sha256 = _digest(upload.open_file)
    existing = _existing(petition, group, sha256)
    if existing is not None:
        return existing, False
    layout = survey(upload.open_file, upload.name, upload.name_columns)
    try:
        with transaction.atomic():
            return _make(upload, sha256, layout, confirmed_at), True
    except IntegrityError:  # the same file came in beside us: the unique index decides
        existing = _existing(petition, group, sha256)
        if existing is None:
            raise
        return existing, False


def _make(
    upload: _Upload, sha256: bytes, layout: Layout, confirmed_at: datetime | None
) -> SignatureImport:
    # The name may name somebody: it is kept for who sent it, sealed, and in the clear its ending.
    label, ending = Label(short_file_name(upload.name)), PurePath(upload.name).suffix.lower()
    name = f"list{ending if ending in LIST_ENDINGS else ''}"
    petition = upload.petition
    source, _made = Source.objects.get_or_create(petition=petition, group=upload.group, channel="")
    row = SignatureImport.objects.create(
        petition=petition,
        source=source,
        requested_by_id=upload.actor.user_id,
        sha256=sha256,
        file_name=name,
        layout=layout.as_json(),
        state=DutyState.PENDING if layout.columns else DutyState.DONE,
        rows_total=layout.rows,
        confirmed_at=confirmed_at,
    )
    row.file = stored_file.store(
        owner=petition_owner(petition.pk),
        name=name,
        content_type="application/octet-stream",
        chunks=_pieces(upload.open_file),
    )
    row.label = vault.seal(petition_owner(petition.pk), row.public_id, label.to_bytes())
    row.save(update_fields=["file", "label"])
    audit(row, "import.requested" if confirmed_at else "import.previewed", upload.actor)
    return row


def take_up_again(row: SignatureImport, actor: Actor) -> SignatureImport:
    """The same list was handed in again, to be imported. Raises as `confirm_import`."""
    if row.confirmed_at is None:
        return confirm_import(signature_import=row, actor=actor)
    return _take_up_failed(row, actor)


def _take_up_failed(row: SignatureImport, actor: Actor) -> SignatureImport:
    """What failed goes on where it stopped, in the name of who asks now."""
    if row.state != DutyState.FAILED:
        return row
    with transaction.atomic():
        row = SignatureImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if row.state == DutyState.FAILED:
            row.requested_by_id = actor.user_id
            owe(row, "requested_by")
            audit(row, "import.resumed", actor)
    return row


def owe(row: SignatureImport, *also: str) -> None:
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


def _rejected_cell(row: SignatureImport) -> Cell:
    return Cell(
        petition_id=row.petition_id,
        source_id=row.source_id,
        day=row.created_at.date(),
        state=REJECTED,
    )


def audit(row: SignatureImport, action: str, actor: Actor) -> None:
    """One entry about the import; call it last in its transaction."""
    record(
        actor=actor,
        action=action,
        subject=row,
        group_id=row.source.group_id,
        campaign_id=row.petition.campaign_id,
        detail={"rows": row.rows_total},
    )
