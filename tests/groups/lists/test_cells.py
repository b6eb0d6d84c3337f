"""What single cells mean: columns, ZIP codes, dates, consents, names, countries."""

from datetime import UTC, datetime

import pytest

from groups.lists.column_names import NAMES, Column
from groups.lists.columns import map_columns, recognise_column
from groups.lists.consent import read_consent
from groups.lists.countries import read_country
from groups.lists.dates import BadDate, DateOrder, find_date_order, read_date
from groups.lists.names import many_lines, one_line, split_name
from groups.lists.zip_codes import repair_postal_code

LATEST = datetime(2026, 12, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("EMAIL", Column.EMAIL),
        ("E-Mail", Column.EMAIL),
        ("  e_mail address ", Column.EMAIL),
        ("Email (required)", Column.EMAIL),
        ("Correo electrónico", Column.EMAIL),
        ("E-Mail-Adresse", Column.EMAIL),
        ("Adresse e-mail", Column.EMAIL),
        ("Endereço de e-mail", Column.EMAIL),
        ("email_sha256", Column.EMAIL_HASH),
        ("Email (SHA-256)", Column.EMAIL_HASH),
        ("zip_code", Column.POSTAL_CODE),
        ("ZIP/Postal Code", Column.POSTAL_CODE),
        ("PLZ / ZIP", Column.POSTAL_CODE),
        ("Código Postal", Column.POSTAL_CODE),
        ("FirstName", Column.GIVEN_NAME),
        ("Vorname", Column.GIVEN_NAME),
        ("Prénom", Column.GIVEN_NAME),
        ("Apellidos", Column.FAMILY_NAME),
        ("Straße", Column.STREET),
        ("Address Line 1", Column.STREET),
        ("Signed On", Column.SIGNED_AT),
        ("created_date", Column.SIGNED_AT),
        ("Opt-in", Column.CONSENT),
        ("Subscribed", Column.CONSENT),
        ("Full name", Column.NAME),
        ("source_code", None),
        ("internal notes", None),
        ("is_admin", None),
        ("", None),
    ],
)
def test_a_column_is_known_by_its_name(name: str, column: Column | None) -> None:
    assert recognise_column(name) == column


def test_every_name_stands_for_one_column() -> None:
    names = [(name.strip(), column) for column in NAMES for name in NAMES[column].split(",")]
    assert [(name, recognise_column(name)) for name, _ in names] == names


@pytest.mark.parametrize(
    ("header", "given", "family", "whole"),
    [
        (["Vorname", "Name", "E-Mail"], 0, 1, None),
        (["Nombre", "Apellidos", "Correo"], 0, 1, None),
        (["Prénom", "Nom", "Courriel"], 0, 1, None),
        (["Name", "Email"], None, None, 0),
        (["First name", "Last name", "Name", "Email"], 0, 1, 2),
    ],
)
def test_a_name_column_is_what_the_others_leave_over(
    header: list[str], given: int | None, family: int | None, whole: int | None
) -> None:
    found = map_columns(header)
    assert found.get(Column.GIVEN_NAME) == given
    assert found.get(Column.FAMILY_NAME) == family
    assert found.get(Column.NAME) == whole


@pytest.mark.parametrize(
    ("typed", "country", "code"),
    [
        ("02139", "", "02139"),
        ("2139", "", "02139"),
        ("501", "US", "00501"),
        ("02139-1234", "", "02139"),
        ("2139-1234", "US", "02139"),
        ("021391234", "", "02139"),
        ("21391234", "", "02139"),
        ("2139.0", "", "02139"),
        (" '02139 ", "", "02139"),
        ("０２１３９", "", "02139"),
        ("12", "", "12"),
        ("12", "US", ""),
        ("213912", "US", ""),
        ("n/a", "", ""),
        ("'; DROP TABLE signature;--", "", ""),
        ("sw1a 1aa", "GB", "SW1A 1AA"),
        ("1010", "AT", "1010"),
        ("", "", ""),
    ],
)
def test_a_postal_code_is_repaired(typed: str, country: str, code: str) -> None:
    assert repair_postal_code(typed, country) == code


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("2026-06-01 13:05:09 UTC", (2026, 6, 1, 13, 5, 9)),
        ("2026-06-01T13:05:09+02:00", (2026, 6, 1, 11, 5, 9)),
        ("2026-06-01", (2026, 6, 1)),
        ("2026/6/1 13:05", (2026, 6, 1, 13, 5)),
        ("01.06.2026 13:05", (2026, 6, 1, 13, 5)),
        ("06/01/26", (2026, 6, 1)),
        ("6/1/2026 1:05 PM", (2026, 6, 1, 13, 5)),
        ("6/1/2026, 12:05:00 AM", (2026, 6, 1, 0, 5)),
        ("June 1, 2026", (2026, 6, 1)),
        ("1 de junio de 2026", (2026, 6, 1)),
        ("1. März 2026", (2026, 3, 1)),
        ("3 août 2026", (2026, 8, 3)),
    ],
)
def test_a_date_is_read_in_utc(typed: str, when: tuple[int, ...]) -> None:
    year, month, day, hour, minute, second = (*when, 0, 0, 0)[:6]
    expected = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    assert read_date(typed, DateOrder.MONTH_FIRST, LATEST) == expected


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2026-02-30", "impossible"),
        ("0000-00-00", "impossible"),
        ("1900-02-29", "impossible"),
        ("13/13/2026", "impossible"),
        ("45321", "format"),
        ("soon", "format"),
        ("0026-06-01", "range"),
        ("2919-06-01", "future"),
        ("6/1/2026 13:05 PM", "impossible"),
    ],
)
def test_a_bad_date_says_why(typed: str, code: str) -> None:
    with pytest.raises(BadDate) as refusal:
        read_date(typed, DateOrder.MONTH_FIRST, LATEST)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["1/2/2026", "13/2/2026"], DateOrder.DAY_FIRST),
        (["1/2/2026", "2/13/2026"], DateOrder.MONTH_FIRST),
        (["1/2/2026", "2026-01-31", "31.1.2026"], DateOrder.MONTH_FIRST),
        ([], DateOrder.MONTH_FIRST),
    ],
)
def test_the_whole_file_decides_which_number_is_the_day(dates: list[str], order: DateOrder) -> None:
    assert find_date_order(dates) == order


@pytest.mark.parametrize(
    ("text", "consent"),
    [
        *((word, True) for word in ("Yes", "ja", "1", "x", "TRUE", "Sí", "oui", "✓", "subscribed")),
        *((word, False) for word in ("", " ", "No", "nein", "0", "não", "false", "unsubscribed")),
        ("perhaps", None),
    ],
)
def test_only_a_clear_yes_is_consent(text: str, consent: bool | None) -> None:
    assert read_consent(text) is consent


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("García, Ana María", "Ana María", "García"),
        ("Ana María García", "Ana María", "García"),
        ("Sukarno", "Sukarno", ""),
        ("Ana Ruiz, Jr.", "Ana Ruiz,", "Jr."),
        ('=HYPERLINK("http://x.example","click")', '=HYPERLINK("http://x.example","click")', ""),
        ("", "", ""),
    ],
)
def test_one_column_of_names_is_split(name: str, given: str, family: str) -> None:
    assert split_name(name) == (given, family)


def test_text_loses_what_cannot_be_seen_and_keeps_its_letters() -> None:
    assert one_line(" \u202eAna\u200b\tRuiz\u00a0 \r\n", 100) == "Ana Ruiz"
    assert one_line("می\u200cخواهم", 100) == "می\u200cخواهم"
    assert one_line("e\u0301", 100) == "é"
    assert one_line("a" * 300, 100) == "a" * 100
    assert many_lines("one\r\ntwo\u202e", 100) == "one\ntwo"
    assert many_lines(" \n ", 100) == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [("us", "US"), ("USA", "US"), ("United States", "US"), ("Deutschland", "DE"), ("France", "FR"),
     ("XX", ""), ("", ""), ("Atlantis", "")],
)  # fmt: skip
def test_a_country_has_two_letters(text: str, code: str) -> None:
    assert read_country(text) == code
