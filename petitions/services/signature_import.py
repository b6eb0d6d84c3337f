"""Takes lists in and back: checks who may, reads the file through, seals it, owes the work."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import PurePath

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from campaign.selectors.partner import is_active_partner
from core.actors import Actor
from core.errors import Forbidden, StateConflict
from core.models.duty import DutyState
from core.services import stored_file
from core.services.audit_entry import record
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
    had failed is taken up again. Raises Forbidden, StateConflict, and Invalid, UnsupportedMedia
    or TooLarge for a file that cannot be read, before anything is written.
    """
    require_may_import(petition=petition, group=group, actor=actor)
    sha256 = _digest(open_file)
    existing = _existing(petition, group, sha256)
    if existing is None:
        layout = survey(open_file, name)
        try:
            with transaction.atomic():
                made = _make(petition, group, sha256, open_file, name, layout, actor)
        except IntegrityError:  # the same file came in beside us: the unique index decides
            existing = _existing(petition, group, sha256)
            if existing is None:
                raise
        else:
            return made, True
    return _take_up_again(existing, actor), False


def require_may_import(*, petition: Petition, group: Group, actor: Actor) -> None:
    """Raises Forbidden for whoever is no steward of a partner; StateConflict once delivered."""
    if not may_handle_people(standing_of(actor), group.pk):
        raise Forbidden("Lists are imported by stewards of the group.")
    if not is_active_partner(campaign_id=petition.campaign_id, group_id=group.pk):
        raise Forbidden("The group is no partner of this campaign.", code="not_a_partner")
    if petition.state == PetitionState.DELIVERED:
        raise StateConflict("The petition was delivered.", code="petition.delivered")


def request_undo(*, signature_import: SignatureImport, actor: Actor) -> SignatureImport:
    """Owes that the import is taken back. Whoever is at work on it stops at the next batch.

    Harmless when it was asked before; what had failed is taken up again. Raises Forbidden.
    """
    if not may_handle_people(standing_of(actor), signature_import.source.group_id):
        raise Forbidden("Imports are undone by stewards of the group.")
    with transaction.atomic():
        row = SignatureImport.objects.select_for_update(of=("self",)).get(pk=signature_import.pk)
        again = row.undone_at is not None
        if again and row.state != DutyState.FAILED:
            return row
        row.undone_at = row.undone_at or timezone.now()
        row.requested_by_id = actor.user_id
        _owe(row, "undone_at", "requested_by")
        if row.rejected and not again:
            write_deltas([(_rejected_cell(row), -row.rejected)])
        _audit(row, "import.undo_resumed" if again else "import.undo_requested", actor)
    return row


def record_rejects_read(*, signature_import: SignatureImport, actor: Actor) -> None:
    """Somebody took the rejected rows: they hold what people gave."""
    with transaction.atomic():
        _audit(signature_import, "import.rejects_read", actor)


def _digest(open_file: OpenFile) -> bytes:
    """SHA-256 of the file. Raises TooLarge without reading on."""
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(open_file):
        size += len(piece)
        if size > LIST_BYTES:
            raise too_large("A list may have at most 128 MB. Cut it into several.")
        digest.update(piece)
    return digest.digest()


def _pieces(open_file: OpenFile) -> Iterator[bytes]:
    with closing(open_file()) as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def _existing(petition: Petition, group: Group, sha256: bytes) -> SignatureImport | None:
    rows = SignatureImport.objects.select_related("petition", "source").filter(undone_at=None)
    return rows.filter(petition=petition, source__group=group, sha256=sha256).first()


def _make(
    petition: Petition,
    group: Group,
    sha256: bytes,
    open_file: OpenFile,
    name: str,
    layout: Layout,
    actor: Actor,
) -> SignatureImport:
    # The name may name somebody; what it ends with is all that anyone needs.
    ending = PurePath(name).suffix.lower()
    name = f"list{ending if ending in LIST_ENDINGS else ''}"
    source, _ = Source.objects.get_or_create(petition=petition, group=group, channel="")
    row = SignatureImport.objects.create(
        petition=petition,
        source=source,
        requested_by_id=actor.user_id,
        sha256=sha256,
        file_name=name,
        layout=layout.as_json(),
        rows_total=layout.rows,
    )
    row.file = stored_file.store(
        owner=petition_owner(petition.pk),
        name=name,
        content_type="application/octet-stream",
        chunks=_pieces(open_file),
    )
    row.save(update_fields=["file"])
    _audit(row, "import.requested", actor)
    return row


def _take_up_again(row: SignatureImport, actor: Actor) -> SignatureImport:
    """A failed import of the same file goes on where it stopped, in the name of who asks now."""
    if row.state != DutyState.FAILED:
        return row
    with transaction.atomic():
        row = SignatureImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if row.state == DutyState.FAILED:
            row.requested_by_id = actor.user_id
            _owe(row, "requested_by")
            _audit(row, "import.resumed", actor)
    return row


def _owe(row: SignatureImport, *also: str) -> None:
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


def _audit(row: SignatureImport, action: str, actor: Actor) -> None:
    record(
        actor=actor,
        action=action,
        subject=row,
        group_id=row.source.group_id,
        campaign_id=row.petition.campaign_id,
        detail={"rows": row.rows_total},
    )
