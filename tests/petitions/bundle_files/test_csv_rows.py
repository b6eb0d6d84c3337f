"""Tables as a spreadsheet program and a parser read them."""

import csv
import io

from petitions.bundle_files.counts import PlaceCount, counts_rows
from petitions.bundle_files.csv_rows import COUNTS_HEADER, csv_chunks, names_csv
from tests.petitions.bundle_files.box import a_line


def test_the_names_file_byte_for_byte() -> None:
    lines = [a_line(1, "Ana García", '=1+1, "x"'), a_line(2, "Đỗ Thị", "one\ntwo")]
    assert b"".join(names_csv(lines, first_number=41)).decode() == (
        "\ufeffnumber,signature,name,city,state,country,comment\r\n"
        '41,00000000-0000-0000-0000-000000000001,Ana García,Oakland,CA,US,"\'=1+1, ""x"""\r\n'
        '42,00000000-0000-0000-0000-000000000002,Đỗ Thị,Oakland,CA,US,"one\ntwo"\r\n'
    )


def test_a_long_table_comes_in_pieces_and_whole() -> None:
    lines = [a_line(number) for number in range(2500)]
    chunks = list(names_csv(lines, first_number=1))
    assert len(chunks) == 4
    rows = list(csv.reader(io.StringIO(b"".join(chunks).decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:]] == [str(number) for number in range(1, 2501)]


def test_counts_by_city_then_by_state_then_all() -> None:
    counts = [
        PlaceCount("US", "CA", "Oakland", 120, 11),
        PlaceCount("US", "CA", "Alameda", 7, 9),
        PlaceCount("US", "NY", "", 30, 12),
        PlaceCount("US", "NJ", "=Newark", 3, 0),
    ]
    assert counts_rows(counts) == [
        ("US", "CA", "Alameda", 7, ""),
        ("US", "CA", "Oakland", 120, ""),
        ("US", "NJ", "'=Newark", 3, ""),
        ("US", "CA", "", 127, 20),
        ("US", "NJ", "", 3, 0),
        ("US", "NY", "", 30, 12),
        ("", "", "", 160, 32),
    ]


def test_few_hidden_people_in_a_state_are_not_counted_out() -> None:
    counts = [PlaceCount("US", state, "", 5, n) for state, n in (("CA", 50), ("NJ", 3), ("NY", 20))]
    assert counts_rows(counts) == [
        ("US", "CA", "", 5, 50),
        ("US", "NJ", "", 5, "<10"),
        ("US", "NY", "", 5, "<10"),
        ("", "", "", 15, 73),
    ]


def test_two_states_of_nine_take_the_next_along() -> None:
    """Eighteen people in two states that say "<10" would be nine and nine."""
    counts = [PlaceCount("US", state, "", 5, n) for state, n in (("CA", 50), ("NJ", 9), ("NY", 9))]
    shown = [row[-1] for row in counts_rows([*counts, PlaceCount("US", "TX", "", 5, 60)])]
    assert shown == ["<10", "<10", "<10", 60, 128]


def test_the_counts_file_opens_as_a_table() -> None:
    assert b"".join(csv_chunks(COUNTS_HEADER, [("US", "CA", "", 1, "<10")])).decode() == (
        "\ufeffcountry,state,city,listed_by_name,not_listed\r\nUS,CA,,1,<10\r\n"
    )
