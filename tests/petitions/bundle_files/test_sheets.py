"""Signature sheets: what stands on them, in any script, with the same bytes each time."""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from petitions.bundle_files.lines import Line
from petitions.bundle_files.sheets import SheetTexts, SignatureSheets
from petitions.bundle_files.typefaces import drawable, face_for, needs_shaping
from tests.petitions.bundle_files.box import a_line

TEXTS = SheetTexts(
    "Save the park",
    "the City Council",
    "Oakland",
    "8f3c2a10",
    datetime(2026, 7, 14, 17, tzinfo=UTC),
)


def sheets(lines: list[Line], first_number: int = 1) -> SignatureSheets:
    return SignatureSheets(texts=TEXTS, lines=lines, first_number=first_number)


def texts_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_forty_signatures_fill_a_page_and_pages_are_numbered() -> None:
    drawn = sheets([a_line(number, f"Person N{number:03d}") for number in range(81)], 101)
    pages = texts_of(drawn.pdf())
    assert (drawn.pages, len(pages)) == (3, 3)
    assert [page.count("Person") for page in pages] == [40, 40, 1]
    assert ["Page 1 of 3" in pages[0], "Page 2 of 3" in pages[1], "Page 3 of 3" in pages[2]] == [
        True
    ] * 3
    assert "Nos. 141 – 180" in pages[1]
    assert all("Save the park" in page and "Oakland" in page for page in pages)


def test_a_part_without_names_is_one_page() -> None:
    drawn = sheets([])
    assert (drawn.pages, len(texts_of(drawn.pdf()))) == (1, 1)


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Thị Ánh", "Agnieszka Łukasik", "Дмитрий Иванов", "王小明", "김철수", "Zoë Ünal"],
)
def test_a_name_can_be_copied_out_of_the_page(name: str) -> None:
    (page,) = texts_of(sheets([a_line(1, name)]).pdf())
    assert name in page


@pytest.mark.parametrize(
    "name",
    [
        "محمد الأحمد",
        "תמר כהן",
        "สมชาย ใจดี",
        "प्रिया शर्मा",
        "q\u0308\u0301x",
        "Anna (أحمد) 王",
        "علی‌رضا",
    ],
)
def test_shaped_scripts_are_drawn_without_a_missing_character(name: str) -> None:
    assert needs_shaping(drawable(name))
    assert [c for c in drawable(name) if face_for(c) is None and c != "\u200c"] == []
    assert len(texts_of(sheets([a_line(1, name), a_line(2, "After All")]).pdf())) == 1


def test_what_no_font_has_leaves_a_sign_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    assert drawable("a\U00012000\U0001f468\u200d\U0001f469\ufe0fb\U000e0001") == "a\ufffd👨👩b"
    (page,) = texts_of(sheets([a_line(1, "Gil \U00012000")]).pdf())
    assert "Gil" in page
    assert caplog.records == []


def test_a_font_changed_by_one_name_does_not_change_the_next() -> None:
    names = ["Ana Lee", "محمد الأحمد", "प्रिया शर्मा", "Xavier Hernández"]
    (page,) = texts_of(sheets([a_line(i, n) for i, n in enumerate(names)]).pdf())
    assert "Xavier Hernández" in page


def test_a_hundred_characters_wrap_within_their_column() -> None:
    (page,) = texts_of(sheets([a_line(1, "X" * 100), a_line(2, "Ana Lee")]).pdf())
    assert page.count("X") == 100
    assert max(len(line) for line in page.splitlines() if set(line) == {"X"}) < 60


def test_comments_stand_under_the_name_and_long_ones_end_in_an_ellipsis() -> None:
    (page,) = texts_of(sheets([a_line(1, "Ana Lee", "We need trees.\nAnd shade.")]).pdf())
    assert "We need trees. And shade." in page
    (page,) = texts_of(sheets([a_line(1, "Ana Lee", "word " * 2000)]).pdf())
    assert "word …" in page


def test_a_country_other_than_the_united_states_is_named() -> None:
    line = Line(a_line(1).signature, "Ana Lee", "Toronto", "ON", "CA", "")
    (page,) = texts_of(sheets([line]).pdf())
    assert "ON, CA" in page


def test_the_same_lines_are_the_same_bytes() -> None:
    names = ["Ana Lee", "محمد الأحمد", "王小明", "Rosa 🌹"]
    lines = [a_line(number, name) for number, name in enumerate(names)]
    assert sheets(lines).pdf() == sheets(lines).pdf()
