"""No cell that leaves the house is read as a formula."""

import pytest

from core.spreadsheet import safe_cell


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ('=HYPERLINK("http://x.example","click")', '\'=HYPERLINK("http://x.example","click")'),
        ("+1+1", "'+1+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1:A9)", "'@SUM(A1:A9)"),
        ("\t=1+1", "'\t=1+1"),
        ("\r=1+1", "'\n=1+1"),
        ("\n=1", "'\n=1"),
        ("\x00=1", "'=1"),
        ("   =1", "'   =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\u200b\ufeff=1", "'\u200b\ufeff=1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("﹢1", "'﹢1"),
    ],
)
def test_what_begins_like_a_formula_gets_an_apostrophe(value: str, cell: str) -> None:
    assert safe_cell(value) == cell


@pytest.mark.parametrize(
    "value",
    ["", "Ana", "O'Neill", "Smith-Lee", "Łukasik", "محمد", "王小明", "3 cats", "a = b", "_x"],
)
def test_what_is_no_formula_stays_as_it_is(value: str) -> None:
    assert safe_cell(value) == value


def test_what_no_file_can_hold_is_taken_out() -> None:
    assert safe_cell("a\x00b\x1b[31m\ud800c") == "ab[31mc"


def test_line_ends_are_of_one_kind() -> None:
    assert safe_cell("one\r\ntwo\rthree\nfour") == "one\ntwo\nthree\nfour"
