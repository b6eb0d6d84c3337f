"""Rows as signatures: identities, what is kept, what is left out and why a row is rejected."""

import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.demo.partner_lists import write_partner_lists
from groups.identity import DEFAULT_RULES, email_identity, paper_identity, phone_identity
from groups.lists.layout import list_rows, survey
from groups.lists.rejects import REASONS, RowRejected, rejects_csv
from groups.lists.row_parser import ParsedRow, RowParser

LATEST = datetime(2026, 12, 31, tzinfo=UTC)


def parse(text: str) -> list[ParsedRow | str]:
    """Each row of the list, or the code it was rejected with."""
    data = text.encode()
    layout = survey(lambda: io.BytesIO(data), "list.csv")
    parser = RowParser(layout, DEFAULT_RULES, LATEST)
    parsed: list[ParsedRow | str] = []
    for line, cells in list_rows(lambda: io.BytesIO(data), layout):
        try:
            parsed.append(parser.parse(line, cells))
        except RowRejected as rejection:
            parsed.append(rejection.code)
    return parsed


def test_a_full_row_is_read_in_all_its_parts() -> None:
    header = "first_name,last_name,email,zip,city,state,country,date,opt-in,comment,tel,lang"
    row = 'Ana,Ruiz,Ana@Example.org,2139,Cambridge,MA,USA,2026-06-01,yes,"Why, now",202 555 0100,es'
    assert parse(f"{header}\n{row}\n") == [
        ParsedRow(
            line=2,
            identity=email_identity("ana@example.org"),
            person={
                "given_name": "Ana",
                "family_name": "Ruiz",
                "phone": "202 555 0100",
                "language": "es",
                "postal_code": "02139",
                "comment": "Why, now",
                "email": "Ana@Example.org",
            },
            named=True,
            hashed=False,
            postal_code="02139",
            city="Cambridge",
            region="MA",
            country="US",
            signed_at=datetime(2026, 6, 1, tzinfo=UTC),
            consent=True,
            anonymous=False,
            notices=[],
        )
    ]


def test_a_bad_address_falls_back_on_the_paper_line_then_on_the_phone() -> None:
    text = (
        "name,email,street,zip,phone\n"
        "Ann Lee,none,1 Elm St,02139,202 555 0100\n"
        "Ann Lee,none,,02139,202 555 0100\n"
        "Ann Lee,none,,02139,\n"
        "Ann Lee,,,02139,\n"
    )
    identities = [row if isinstance(row, str) else row.identity for row in parse(text)]
    assert identities == [
        paper_identity("Ann Lee", "1 Elm St", "02139"),
        phone_identity("+12025550100"),
        "email.invalid",
        "email.blank",
    ]


def test_a_hash_names_nobody_unless_the_row_does() -> None:
    digest = hashlib.sha256(b"ann@example.org").hexdigest()
    rows = parse(f"email_sha256,name\n{digest},\n{digest},Ann Lee\nbeef,\n,\n")
    first, second = rows[:2]
    assert isinstance(first, ParsedRow)
    assert isinstance(second, ParsedRow)
    assert first.identity == second.identity == email_identity("ann@example.org")
    assert [(row.hashed, row.named) for row in (first, second)] == [(True, False), (False, True)]
    assert rows[2:] == ["email_sha256.invalid", "email_sha256.blank"]


def test_what_cannot_be_read_beside_a_good_identity_is_left_out_and_told() -> None:
    rows = parse(
        "email,zip,country,date,opt in\n"
        "a@b.org,n/a,Atlantis,2026-02-30,perhaps\n"
        "c@d.org,10001,US,45321,no\n"
    )
    assert [row.notices for row in rows if isinstance(row, ParsedRow)] == [
        ["country.unknown", "postal_code.invalid", "date.impossible", "consent.unknown"],
        ["date.format"],
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("a@b.org,x", "column_count"),
        ("a@b.org,x,y,z", "column_count"),
        ("a@b.org,x\0,y", "null_char"),
        ("Ann <a@b.org>,x,y", "email.invalid"),
        (",,", "email.blank"),
        ("#comment", "column_count"),
    ],
)
def test_a_damaged_row_is_rejected_with_its_reason(row: str, code: str) -> None:
    assert parse(f"email,name,comment\n{row}\n") == [code]


def test_extra_cells_that_are_empty_do_no_harm() -> None:
    assert [type(row) for row in parse("email,name\na@b.org,Ann,,\n")] == [ParsedRow]


def test_formulas_and_markup_are_kept_as_they_were_typed() -> None:
    rows = parse('email,name,comment\na@b.org,=1+1,"<script>1</script>"\nc@d.org,@ann,=2+2\n')
    people = [row.person for row in rows if isinstance(row, ParsedRow)]
    assert [(person["given_name"], person["comment"]) for person in people] == [
        ("=1+1", "<script>1</script>"),
        ("@ann", "=2+2"),
    ]


def test_columns_that_could_give_rights_are_ignored_and_named() -> None:
    data = b"email,role,group_id,id\na@b.org,admin,7,1\n"
    assert survey(lambda: io.BytesIO(data), "list.csv").ignored == ("role", "group_id", "id")


def test_the_rejects_go_back_with_line_and_reason_and_safe_cells() -> None:
    rows = rejects_csv([(7, "email.invalid", ["=1+1", "Zoë", "plain"])], ["email", "=x", ""])
    assert b"".join(rows).decode("utf-8-sig") == (
        f"line,code,reason,email,'=x,\r\n7,email.invalid,{REASONS['email.invalid']},'=1+1,Zoë,plain\r\n"
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("people", [1, 60, 1500])
def test_the_five_formats_are_read_as_their_truth_says(
    tmp_path: Path, people: int, seed: int
) -> None:
    truth = write_partner_lists(tmp_path, people=people, seed=seed)
    seen: set[bytes] = set()
    for one in truth.lists:
        rows = rejected = 0
        found: set[bytes] = set()
        layout = survey(lambda one=one: one.path.open("rb"), one.name)  # type: ignore[misc]  # one is bound
        parser = RowParser(layout, DEFAULT_RULES, LATEST)
        for line, cells in list_rows(lambda one=one: one.path.open("rb"), layout):  # type: ignore[misc]  # one is bound
            rows += 1
            try:
                row = parser.parse(line, cells)
            except RowRejected:
                rejected += 1
            else:
                assert row.notices == []
                found.add(row.identity)
        assert truth.figures()[one.name] == {
            "rows": rows,
            "rejected": rejected,
            "repeated_in_file": rows - rejected - len(found),
            "already_signed": len(found & seen),
            "new": len(found - seen),
        }
        seen |= found
    assert len(seen) == truth.unique_signers


@pytest.mark.parametrize(
    "typed",
    [
        "ann@example.org  ",
        "\u00a0ann@example.org\u00a0",
        "Ａnn@example.org",
        "mailto:ann@example.org",
    ],
)
def test_an_address_is_found_under_what_a_paste_leaves_around_it(typed: str) -> None:
    rows = parse(f"email,name\n{typed},Ann\n")
    assert [row if isinstance(row, str) else row.identity for row in rows] == [
        email_identity("ann@example.org")
    ]


@pytest.mark.parametrize("typed", ["Ann <a@b.org>", "a@b.org c@d.org", "a@b"])
def test_what_is_more_or_less_than_one_address_is_rejected(typed: str) -> None:
    assert parse(f"email,name\n{typed},Ann\n") == ["email.invalid"]


@pytest.mark.parametrize("typed", ["+1-202-555-0100", "(202) 555-0100", "202.555.0100"])
def test_a_phone_is_no_formula(typed: str) -> None:
    (row,) = parse(f"email,name,street,zip,phone\n,,,,{typed}\n")
    assert isinstance(row, ParsedRow)
    assert row.identity == phone_identity("+12025550100")


@pytest.mark.parametrize("typed", ["2" * 40, "call me", "=1+1"])
def test_what_is_no_phone_names_nobody(typed: str) -> None:
    assert parse(f"email,phone\n,{typed}\n") == ["email.blank"]
