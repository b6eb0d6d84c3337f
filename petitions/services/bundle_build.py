"""Builds the files of a bundle, part by part, so that a killed worker loses one part.

It is sealed first (`bundle_seal`). Everything follows from what the seal froze: building again
gives the same bytes. The archive appears with the last commit or not at all; then the frozen
copies of people's data are erased.
"""

import logging
import time
from collections.abc import Iterator

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet

from core.actors import SYSTEM
from core.dispatcher import PassResult
from core.failures import name_failure
from core.models.duty import DutyState
from core.services import audit_entry, duty, stored_file
from core.vault import KeyDestroyed
from petitions.bundle_files.csv_rows import names_csv
from petitions.bundle_files.leaf import HIDDEN_CELLS, leaf_of, salt_for
from petitions.bundle_files.sheets import SheetTexts, SignatureSheets
from petitions.models import Bundle, BundleEntry, BundlePart
from petitions.selectors.bundle_lines import ListedEntry, part_lines, salts_of
from petitions.services.bundle_archive import store_archive
from petitions.services.bundle_check import owe_check
from petitions.services.bundle_seal import seal_bundle
from petitions.vault_owner import petition_owner

logger = logging.getLogger(__name__)
BATCH = 5000
NUMBER_ENTRIES = """
UPDATE petitions_bundleentry AS entry SET number = placed.number, leaf = placed.leaf
FROM unnest(%s::bigint[], %s::int[], %s::bytea[]) AS placed (id, number, leaf)
WHERE entry.id = placed.id
"""


def build_pass() -> PassResult:
    """The dispatcher's door: builds for DUTY_PASS_SECONDS, then gives others their turn."""
    stop_at = time.monotonic() + settings.DUTY_PASS_SECONDS
    done = PassResult()
    while time.monotonic() < stop_at:
        claimed = duty.claim(owed(), limit=1)
        if not claimed:
            break
        done += _build(claimed[0], stop_at)
    due = owed().filter(Q(state=DutyState.RUNNING) | duty.claimable())
    return done + PassResult(pending=due.count())


def build_at_once(bundle: Bundle) -> None:
    """Builds one bundle in this process, beside any worker that may be at it already.

    Returns when it is built or an attempt failed; workers try that again later.
    """
    mine = owed().filter(pk=bundle.pk)
    while mine.filter(state__in=[DutyState.PENDING, DutyState.RUNNING]).exists():
        claimed = duty.claim(mine, limit=1)
        if claimed and _build(claimed[0], float("inf")).failed:
            break
        if not claimed:
            time.sleep(0.2)
    bundle.refresh_from_db()


def owed() -> QuerySet[Bundle]:
    """Bundles that are to be made."""
    return Bundle.objects.filter(owed_at__isnull=False).select_related("petition")


def _build(bundle: Bundle, stop_at: float) -> PassResult:
    """Works on one claimed bundle until it is whole or the time is up."""
    if not duty.begin(bundle):
        return PassResult()
    try:
        return _work(bundle, stop_at)
    except duty.LeaseLost:
        return PassResult()
    except KeyDestroyed:
        duty.fail_for_good(bundle, error="shredded")
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # The text of an error may hold a person's data: only its name is kept.
        logger.error("bundle %s: %s", bundle.public_id, name_failure(error))
        duty.fail(bundle, error=name_failure(error))
    return PassResult(failed=1)


def _work(bundle: Bundle, stop_at: float) -> PassResult:
    if bundle.sealed_at is None:
        seal_bundle(bundle)
    lease = _Lease(bundle)
    for built, part in enumerate(bundle.parts.filter(names=None).order_by("number")):
        if built and time.monotonic() > stop_at:
            duty.release([bundle])
            # Said to be work done, so that whoever waits for the end sees that it comes nearer.
            return PassResult(sent=1)
        _build_part(bundle, part, lease)
    _place_hidden(bundle)
    lease.keep()
    with transaction.atomic():
        duty.require_lease(bundle)
        archive = store_archive(bundle)
        duty.finish(
            bundle,
            archive=archive.file,
            root=archive.root,
            blocks=archive.blocks,
            manifest=archive.manifest,
        )
        _erase_frozen_copies(bundle)
        owe_check(bundle=bundle)
        _audit_built(bundle)
    return PassResult(sent=1)


class _Lease:
    """Keeps a bundle's lease while its pages are drawn. Raises LeaseLost when it is gone."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle, self._renewed = bundle, time.monotonic()

    def keep(self) -> None:
        if time.monotonic() - self._renewed < settings.DUTY_LEASE_SECONDS / 4:
            return
        if not duty.renew(self._bundle):
            raise duty.LeaseLost
        self._renewed = time.monotonic()


def _build_part(bundle: Bundle, part: BundlePart, lease: _Lease) -> None:
    """Draws one part and keeps its files, its numbers and its leaves in one transaction."""
    entries = part_lines(bundle, part, lease.keep)
    lines = [entry.line for entry in entries]
    sheets = SignatureSheets(texts=_sheet_texts(bundle, part), lines=lines, first_number=part.first)
    pdf = sheets.pdf(lease.keep)
    owner = petition_owner(bundle.petition_id)
    with transaction.atomic():
        duty.require_lease(bundle)
        names = names_csv(lines, first_number=part.first)
        part.names = stored_file.store(
            owner=owner, name="names.csv", content_type="text/csv", chunks=names
        )
        part.sheets = stored_file.store(
            owner=owner, name="sheets.pdf", content_type="application/pdf", chunks=_pieces(pdf)
        )
        part.pages = sheets.pages
        part.save(update_fields=["names", "sheets", "pages"])
        _write_places(_listed_places(bundle, part, entries))
        _count_done(bundle, part.signatures)


def _sheet_texts(bundle: Bundle, part: BundlePart) -> SheetTexts:
    return SheetTexts(
        title=bundle.texts["title"],
        target=bundle.texts["target"],
        part=part.label,
        bundle=str(bundle.public_id)[:8],
        sealed_at=bundle.seal_time,
    )


Place = tuple[int, int, bytes]
"""An entry's id, its number in the bundle and its leaf."""


def _listed_places(bundle: Bundle, part: BundlePart, entries: list[ListedEntry]) -> Iterator[Place]:
    key = salts_of(bundle).shown
    for number, entry in enumerate(entries, start=part.first):
        line = entry.line
        salt = salt_for(key, line.signature)
        yield (
            entry.id,
            number,
            leaf_of(signature=line.signature, salt=salt, cells=line.cells),
        )


def _place_hidden(bundle: Bundle) -> None:
    """Those who are counted and not listed come last, by id: no gap tells where they belong."""
    hidden = bundle.entries.filter(part=0, number=None).order_by("signature_id")
    with transaction.atomic():
        duty.require_lease(bundle)
        _write_places(_hidden_places(bundle, hidden))
        placed = bundle.entries.filter(part=0).count()
        Bundle.objects.filter(pk=bundle.pk).update(done_entries=bundle.listed + placed)


def _hidden_places(bundle: Bundle, hidden: QuerySet[BundleEntry]) -> Iterator[Place]:
    key = salts_of(bundle).hidden
    found = list(hidden.values_list("id", "signature_id"))
    for number, (entry, signature) in enumerate(found, start=bundle.listed + 1):
        salt = salt_for(key, signature)
        yield entry, number, leaf_of(signature=signature, salt=salt, cells=HIDDEN_CELLS)


def _write_places(places: Iterator[Place]) -> None:
    batch: list[Place] = []
    for place in places:
        batch.append(place)
        if len(batch) == BATCH:
            _write_batch(batch)
            batch = []
    if batch:
        _write_batch(batch)


def _write_batch(batch: list[Place]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(NUMBER_ENTRIES, [list(column) for column in zip(*batch, strict=True)])


def _count_done(bundle: Bundle, signatures: int) -> None:
    """Progress, and patience: attempts count against a part that fails, not against many parts."""
    Bundle.objects.filter(pk=bundle.pk).update(
        done_entries=F("done_entries") + signatures, attempts=0
    )
    bundle.attempts = 0


def _erase_frozen_copies(bundle: Bundle) -> None:
    """The archive holds it all now."""
    bundle.entries.exclude(sealed=None).update(sealed=None)
    for part in bundle.parts.select_related("names", "sheets"):
        for file in (part.names, part.sheets):
            if file is not None:
                stored_file.erase(file)


def _audit_built(bundle: Bundle) -> None:
    audit_entry.record(
        actor=SYSTEM,
        action="bundle.built",
        subject=bundle,
        group_id=bundle.petition.group_id,
        campaign_id=bundle.petition.campaign_id,
        detail={"bundle": str(bundle.public_id), "root": bundle.root},
    )


def _pieces(content: bytearray, size: int = 1 << 20) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        yield bytes(content[start : start + size])
