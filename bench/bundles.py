"""The sheets of a 50,000-name bundle against fpdf2 drawing the same lines, and a whole bundle.

Plain fpdf2 draws each line as one cell in one font, forty a page, without a head or a page number,
and so without what makes a sheet: it is the least that drawing these lines can cost. One name in a
hundred is Chinese or Arabic; plain fpdf2 draws those without shaping and without the glyphs.
"""

import logging
import random
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from fpdf import FPDF

from bench.harness import Bench, Limit, Measured
from bench.memory import in_child
from bench.sign import make_petition
from core.actors import SYSTEM
from core.vault import sealer
from petitions.bundle_files.lines import Line, listed_line
from petitions.bundle_files.sheets import SheetTexts, SignatureSheets
from petitions.bundle_files.typefaces import TEXT
from petitions.models import Petition, Signature
from petitions.sealed_person import to_bytes
from petitions.services.bundle import SplitRule, request_bundle
from petitions.services.bundle_build import build_at_once
from petitions.vault_owner import petition_owner

NAMES = 50_000
SHEETS, PLAIN, WHOLE = "the sheets", "fpdf2, the same lines", "seal, build and ZIP"
GIVEN = [
    "Ana",
    "Bao",
    "Chidi",
    "Dolores",
    "Emeka",
    "Fatima",
    "Hana",
    "José",
    "Łucja",
    "Søren",
    "Thị",
    "Víctor",
    "Zoë",
    "Дмитрий",
]
FAMILY = [
    "Abara",
    "Castillo",
    "García",
    "Haddad",
    "Иванов",
    "Müller",
    "Nguyễn",
    "O'Neill",
    "Smith-Lee",
    "Tran",
    "Yılmaz",
]
RARE = [("小明", "王"), ("محمد", "الأحمد")]
PLACES = [("Oakland", "CA"), ("Long Island City", "NY"), ("Richmond", "CA"), ("Newark", "NJ")]
WHEN = datetime(2026, 7, 14, 17, tzinfo=UTC)


@contextmanager
def prepare() -> Iterator[Bench]:
    """The lines in memory, and as signatures of one petition in the database."""
    logging.getLogger("fpdf").setLevel(logging.ERROR)
    lines = [_line(number) for number in range(NAMES)]
    petition = _sign(lines)
    yield Bench(
        name=f"a bundle of {NAMES:,}",
        unit="names/s",
        ways={
            SHEETS: lambda number: _measured(_draw_sheets, lines),
            PLAIN: lambda number: _measured(_draw_plainly, lines),
            WHOLE: lambda number: _measured(_build, petition),
        },
        limits=[Limit(SHEETS, PLAIN, 0.40)],
    )


def _measured(work: Callable[..., float], *arguments: object) -> Measured:
    seconds, peak = in_child(work, *arguments)
    return Measured(NAMES, seconds, peak)


def _draw_sheets(lines: list[Line]) -> float:
    started = time.perf_counter()
    texts = SheetTexts("Free the tower", "The council", "California", "8f3c2a10", WHEN)
    SignatureSheets(texts=texts, lines=lines, first_number=1).pdf()
    return time.perf_counter() - started


def _draw_plainly(lines: list[Line]) -> float:
    started = time.perf_counter()
    pdf = FPDF(unit="pt", format="letter")
    pdf.set_auto_page_break(auto=False)
    pdf.add_font("text", fname=TEXT.path)
    pdf.set_font("text", size=10)
    for index, line in enumerate(lines):
        if index % 40 == 0:
            pdf.add_page()
        pdf.set_xy(54, 90 + index % 40 * 15)
        pdf.cell(text=f"{index + 1} {line.name} {line.city} {line.state}")
    pdf.output()
    return time.perf_counter() - started


def _build(petition: Petition) -> float:
    started = time.perf_counter()
    bundle = request_bundle(petition=petition, rule=SplitRule(), since=None, actor=SYSTEM)
    build_at_once(bundle)
    if bundle.archive is None or bundle.listed != NAMES:
        raise RuntimeError(f"the bundle was not built: {bundle.last_error}")
    return time.perf_counter() - started


def _line(number: int) -> Line:
    chance = random.Random(number)
    pair = (chance.choice(GIVEN), chance.choice(FAMILY))
    given, family = chance.choice(RARE) if number % 100 == 0 else pair
    city, state = chance.choice(PLACES)
    return listed_line(
        signature=uuid.UUID(int=number + 1),
        given_name=given,
        family_name=family,
        city=city,
        state=state,
        country="US",
        comment="",
    )


def _sign(lines: list[Line]) -> Petition:
    petition_id, source_id = make_petition()
    opener = sealer(petition_owner(petition_id))
    rows = (
        Signature(
            id=line.signature,
            petition_id=petition_id,
            source_id=source_id,
            state="confirmed",
            named=True,
            display="name",
            country=line.country,
            region=line.state,
            city=line.city,
            signed_at=WHEN,
            received_at=WHEN,
            sealed=opener.seal(line.signature, to_bytes({"given_name": line.name})),
        )
        for line in lines
    )
    Signature.objects.bulk_create(rows, batch_size=5000)
    return Petition.objects.select_related("campaign", "group").get(pk=petition_id)
