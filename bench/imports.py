"""A list of 250,000 rows imported, against PostgreSQL's COPY of the same rows.

The list is the generator's as an action tool exports it: one row in twenty repeats somebody, one
in two hundred names nobody, half of the addresses are written in some disguise, two rows in three
consent to hear from the group. An import reads it twice, keeps it sealed, and leaves sealed,
deduplicated, counted signatures with their indexes. COPY loads the signatures so made, ready as
they are, into a table without any index: the least that storing these rows can cost.
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
from petitions.models import Petition, Signature
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
        rows = Path(folder) / "signatures.copy"
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


def _save_rows(one: PartnerList, path: Path) -> None:
    petition = _petition()
    _take_in(one, petition)
    with connection.cursor() as cursor, path.open("wb") as file:
        table = Signature._meta.db_table
        cursor.execute(f"CREATE TABLE bench_rows (LIKE {table})")
        cursor.copy_expert(
            f"COPY (SELECT * FROM {table} WHERE petition_id = {petition.pk}) TO STDOUT",  # noqa: S608 - names of our own
            file,
        )


def _copy(path: Path) -> float:
    """Seconds to load the rows; the table is emptied before."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE bench_rows")
        start = time.perf_counter()
        with path.open("rb") as file:
            cursor.copy_expert("COPY bench_rows FROM STDIN", file)
        return time.perf_counter() - start
