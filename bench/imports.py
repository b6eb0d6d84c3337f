"""A list of 250,000 rows imported, against PostgreSQL's COPY of the same rows.

The list is the generator's as an action tool exports it: one row in twenty repeats somebody, one
in two hundred names nobody, half of the addresses are written in some disguise, two rows in three
consent to hear from the group. An import reads it twice, keeps it sealed, and leaves sealed,
deduplicated, counted signatures and consents with their indexes. COPY loads the rows so made, ready
as they are, into tables without any index: the least that storing these rows can cost.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from bench.harness import Bench, Limit, Measured
from bench.memory import in_child
from bench.sign import make_petition
from campaign.models import Partner
from campaign.models.partner import PartnerState
from config.demo.partner_lists import PartnerList, write_partner_lists
from core.actors import SYSTEM
from petitions.models import Consent, Petition, Signature
from petitions.services.import_work import work_until_done
from petitions.services.signature_import import request_import
from places.services.postal_code import load_places

PEOPLE = 425_200  # of whom the first list has 250,000 rows
IMPORT, COPY = "import_signatures", "COPY of what it made"


@contextmanager
def prepare() -> Iterator[Bench]:
    """The list on disk, and the rows of one import of it as COPY wrote them."""
    load_places()
    campaign = Petition.objects.get(pk=make_petition()[0]).campaign
    Partner.objects.create(campaign=campaign, group=campaign.lead, state=PartnerState.ACTIVE)
    with tempfile.TemporaryDirectory() as folder:
        one = write_partner_lists(Path(folder), people=PEOPLE, seed=1).lists[0]
        rows = Path(folder)
        _save_rows(one, rows)
        yield Bench(
            name=f"import of {one.rows:,} rows",
            unit="rows/s",
            ways={
                IMPORT: lambda number: _measured(one, *in_child(_import, one)),
                COPY: lambda number: _measured(one, *in_child(_copy, rows)),
            },
            limits=[Limit(IMPORT, COPY, at_least=0.08)],
        )


def _measured(one: PartnerList, seconds: float, peak_bytes: int) -> Measured:
    return Measured(amount=one.rows, seconds=seconds, peak_bytes=peak_bytes)


def _import(one: PartnerList) -> float:
    """Seconds for the whole list into a petition of its own."""
    petition = _petition()
    start = time.perf_counter()
    _take_in(one, petition)
    return time.perf_counter() - start


def _take_in(one: PartnerList, petition: Petition) -> None:
    row, _ = request_import(
        petition=petition,
        group=petition.group,
        open_file=lambda: one.path.open("rb"),
        name=one.name,
        actor=SYSTEM,
    )
    work_until_done(row, on_progress=lambda row: None)
    if (row.state, row.rejected, row.new) != ("done", one.rejected, len(one.signers)):
        raise RuntimeError(f"the import is wrong: {row.state}, {row.rejected}, {row.new}")


def _petition() -> Petition:
    """One more open petition."""
    petition = Petition.objects.select_related("group").latest("pk")
    petition.pk, petition.slug = None, f"bench-{petition.pk + 1}"
    petition.save(force_insert=True)
    return petition


def _save_rows(one: PartnerList, folder: Path) -> None:
    """What one import made, as COPY writes it, and empty tables of the same columns."""
    petition = _petition()
    _take_in(one, petition)
    for table, rows in _made(petition).items():
        with connection.cursor() as cursor, (folder / table).open("wb") as file:
            cursor.execute(f"CREATE TABLE bench_{table} (LIKE {table})")
            cursor.copy_expert(f"COPY ({rows}) TO STDOUT", file)


def _made(petition: Petition) -> dict[str, str]:
    """The query of the petition's rows, by table."""
    signatures, consents = Signature._meta.db_table, Consent._meta.db_table
    of_petition = f"FROM {signatures} s WHERE petition_id = {petition.pk}"
    return {
        signatures: f"SELECT s.* {of_petition}",
        consents: f"SELECT c.* FROM {consents} c WHERE signature_id IN (SELECT s.id {of_petition})",  # noqa: S608 - names of our own
    }


def _copy(folder: Path) -> float:
    """Seconds to load the rows; the tables are emptied before."""
    seconds = 0.0
    for table in (Signature._meta.db_table, Consent._meta.db_table):
        with connection.cursor() as cursor, (folder / table).open("rb") as file:
            cursor.execute(f"TRUNCATE bench_{table}")
            start = time.perf_counter()
            cursor.copy_expert(f"COPY bench_{table} FROM STDIN", file, 1 << 20)
            seconds += time.perf_counter() - start
    return seconds
