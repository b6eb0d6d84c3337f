"""`tally`, `recount` and `export_counts` as a script calls them."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from petitions.models import Delta, SignatureState, Tally
from petitions.selectors.tally import public_count, waterfall
from tests.petitions.ballot_box import BallotBox, ballot_box


@pytest.fixture
def box(db: None) -> BallotBox:
    box = ballot_box()
    box.sign(source=0)
    box.sign(source=3, place=1, days=1, state=SignatureState.HASHED)
    box.reject(source=1, rows=2)
    return box


def answer(*arguments: str) -> Any:
    out = StringIO()
    call_command(*arguments, "--json", stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def test_tally_is_exact_and_counts_what_waits(box: BallotBox) -> None:
    assert answer("tally", box.petition.slug) == {
        "received": 4,
        "rejected": 2,
        "duplicates": 0,
        "unconfirmed": 0,
        "confirmed": 1,
        "attested": 1,
        "withdrawn": 0,
        "invalidated": 0,
        "counted": 2,
        "deliverable": 1,
        "by": {},
    }
    assert (Delta.objects.count(), public_count(box.petition.pk)) == (0, 2)


def test_tally_breaks_down_by_source_place_and_day(box: BallotBox) -> None:
    by = answer("tally", box.petition.slug, "--by", "source,place,day")["by"]
    lead, partner, _ = (source.group.slug for source in box.sources[:3])
    assert {key: part["received"] for key, part in by["source"].items()} == {
        lead: 1,
        f"{lead}/street": 1,
        partner: 2,
    }
    assert {key: part["counted"] for key, part in by["place"].items()} == {
        "CA": 1,
        "NY": 1,
        "unknown": 0,
    }
    assert by["place"]["CA"]["cities"]["Oakland"]["attested"] == 1
    days = {key: part["counted"] for key, part in by["day"].items() if part["counted"]}
    assert days == {"2026-06-01": 1, "2026-06-02": 1}


def test_recount_repairs(box: BallotBox) -> None:
    answer("tally", box.petition.slug)
    Tally.objects.update(n=50)
    result = answer("recount", box.petition.slug)
    assert (result["before"]["counted"], result["after"]["counted"]) == (100, 2)
    assert result["after"] == waterfall(box.petition)


def test_export_counts_says_where_and_how_many_rows(box: BallotBox, tmp_path: Path) -> None:
    path = tmp_path / "counts.xlsx"
    result = answer("export_counts", box.petition.slug, "--out", str(path))
    assert result == {"path": str(path), "rows": 13}
    assert path.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["tally", "nothing"], 1, "there is no petition 'nothing'"),
        (["tally", "nothing", "--by", "hour"], 2, "--by knows source, place, day, not hour"),
        (["recount", "nothing"], 1, "there is no petition 'nothing'"),
        (["export_counts", "nothing", "--out", "x.txt"], 2,
         "Use a file name that ends in csv, xlsx, json, pdf."),
        (["export_counts", "nothing", "--out", "/no/folder/x.csv"], 2,
         "/no/folder/x.csv cannot be a file: give one in a folder that exists"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_one_line(
    program_environment: dict[str, str], arguments: list[str], code: int, line: str
) -> None:
    ran = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=program_environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, ran.stderr) == (code, "", f"{line}\n")
