"""The cover letter says what is in the box."""

import io
from dataclasses import replace
from datetime import UTC, datetime

from pypdf import PdfReader

from petitions.bundle_files.cover import Letter, cover_letter

LETTER = Letter(
    title="Save the park",
    demand="Keep the park.\n\nPlant trees.",
    target="the City Council",
    groups=["Park Friends", "Tree Union"],
    bundle="8f3c2a10-1c5e-4f6b-9d1b-0e2d6d0c7a11",
    sealed_at=datetime(2026, 7, 14, 17, tzinfo=UTC),
    since="",
    total=14211,
    listed=11800,
    not_shown=1210,
    no_name=1201,
    parts=9,
    pages=299,
    waterfall={
        "received": 20100, "rejected": 420, "duplicates": 4800, "unconfirmed": 600,
        "confirmed": 4211, "attested": 10000, "withdrawn": 60, "invalidated": 9,
    },
    root="ab" * 32,
    key_fingerprint="0123456789abcdef" * 4,
)  # fmt: skip


def text_of(letter: Letter) -> str:
    pages = PdfReader(io.BytesIO(cover_letter(letter))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_letter_states_demand_counts_and_proofs() -> None:
    text = text_of(LETTER)
    for stated in [
        "Petition to: the City Council · 14 July 2026",
        "Save the park",
        "14,211 people signed",
        "Keep the park. Plant trees.",
        "Park Friends, Tree Union",
        "11,800 signatures by name on 299 pages of signature sheets in 9 parts",
        "1,210 asked that their names not be shown and 1,201 are known to us without a name.",
        "Received 20,100",
        "Counted 14,211",
        "Signing key 0123 4567 89ab cdef",
        "Merkle root abab abab",
    ]:
        assert stated in text


def test_a_continued_bundle_says_what_it_continues() -> None:
    text = text_of(replace(LETTER, since="11111111-1c5e-4f6b-9d1b-0e2d6d0c7a11", total=1))
    assert "1 person signed, whose signatures are new in this delivery" in text
    assert "It continues bundle 11111111-1c5e-4f6b-9d1b-0e2d6d0c7a11." in text


def test_the_demand_is_laid_out_as_it_was_written() -> None:
    blocks = ("We ride at night.", "## Why", "Because **workers** need it:", "- nurses\n- bakers")
    demand = "\r\n\r\n".join(blocks)
    page = PdfReader(io.BytesIO(cover_letter(replace(LETTER, demand=demand)))).pages[0]
    lines = [line.strip() for line in page.extract_text().splitlines()]
    start = lines.index("We ride at night.")
    assert "".join(lines[start : start + 8]).startswith(
        "We ride at night.WhyBecause workers need it:• nurses• bakers"
    )


def test_a_long_demand_runs_over_pages() -> None:
    letter = replace(LETTER, demand="\n\n".join(["A sentence that repeats itself. " * 30] * 30))
    assert len(PdfReader(io.BytesIO(cover_letter(letter))).pages) > 4


def test_the_same_letter_is_the_same_bytes() -> None:
    assert cover_letter(LETTER) == cover_letter(LETTER)
