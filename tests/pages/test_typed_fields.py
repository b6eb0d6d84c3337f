"""What was typed into a form of the desk."""

import pytest

from core.errors import Invalid
from pages.typed_fields import Typed, TypedForm


@pytest.mark.parametrize(
    ("text", "number", "is_wrong"),
    [
        ("", None, False), (" 40 ", 40, False), ("1,200", 1200, False), ("0", 0, False),
        ("-1", None, True), ("1.5", None, True), ("a dozen", None, True), ("١٢", None, True),
        ("9" * 39, None, True), ("10000001", None, True),
    ],
)  # fmt: skip
def test_reads_whole_numbers(text: str, number: int | None, is_wrong: bool) -> None:
    typed = Typed({"n": text})
    assert (typed.number("n"), bool(typed.errors)) == (number, is_wrong)


def test_reads_text_without_blanks_and_with_plain_line_ends() -> None:
    assert Typed({"a.t": " one\r\ntwo "}, "a.").text("t", 20) == "one\ntwo"


def test_gathers_all_that_is_wrong() -> None:
    typed = Typed({"long": "x" * 9, "zero": "a\x00b", "choice": "other"})
    typed.text("long", 5)
    typed.text("zero", 5)
    typed.text("absent", 5, required="Say it.")
    typed.choice("choice", ["one"], said="Choose one.")
    with pytest.raises(Invalid) as raised:
        typed.require()
    assert [(error.field, error.code) for error in raised.value.errors] == [
        ("long", "max_length"),
        ("zero", "invalid"),
        ("absent", "required"),
        ("choice", "invalid"),
    ]


def test_shows_what_was_typed_with_what_is_wrong_at_its_prefix() -> None:
    typed = Typed({"1.city": "<b>"}, "1.")
    typed.wrong("city", "unknown", "No such city.")
    shown = TypedForm(typed.data, typed.errors, "1.").input("city", "City")
    assert (shown.name, shown.value, shown.error) == ("1.city", "<b>", "No such city.")
