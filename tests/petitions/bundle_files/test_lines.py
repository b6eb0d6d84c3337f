"""The line of a signer: one set of cells for every file."""

import pytest

from petitions.bundle_files.lines import full_name, listed_line, place_then_name
from tests.petitions.bundle_files.box import a_line


@pytest.mark.parametrize(
    ("given", "family", "name"),
    [
        ("Ana", "García", "Ana García"),
        ("Cher", "", "Cher"),
        ("  Ana  María ", " de la  Cruz", "Ana María de la Cruz"),
        ("小明", "王", "王小明"),
        ("철수", "김", "김철수"),
        ("太郎", "佐藤", "佐藤太郎"),
        ("Jackie", "陳", "Jackie 陳"),
        ("محمد", "الأحمد", "محمد الأحمد"),
    ],
)
def test_a_name_is_written_as_its_owner_would(given: str, family: str, name: str) -> None:
    assert full_name(given, family) == name


def test_every_cell_is_composed_and_safe_in_a_spreadsheet() -> None:
    line = listed_line(
        signature=a_line(1).signature,
        given_name="=Zoe\u0308",
        family_name="Smith",
        city="@home",
        state="CA",
        country="US",
        comment="  \t=1+1 ",
    )
    assert line.cells == ("'=Zoë Smith", "'@home", "CA", "US", "'=1+1")


def test_a_name_cannot_turn_the_direction_of_the_page() -> None:
    assert a_line(1, "Ana\u202e \u2066Lee\u2069").name == "Ana Lee"


def test_lines_stand_by_place_and_then_by_family_name() -> None:
    people = [("Ana", "Zamora", "Alameda"), ("Bao", "Ångström", "Oakland")]
    people += [("Cy", "abara", "Oakland"), ("Di", "Abara", "Alameda")]
    lines = [(a_line(i, f"{g} {f}", city=c), f) for i, (g, f, c) in enumerate(people)]
    ordered = sorted(lines, key=lambda pair: place_then_name(*pair))
    assert [line.name for line, _ in ordered] == [
        "Di Abara",
        "Ana Zamora",
        "Cy abara",
        "Bao Ångström",
    ]
