"""Files of counts are written whole or not at all."""

import csv
import json
from pathlib import Path

import pytest

from petitions.models import SignatureState
from petitions.services.counts_export import export_counts, writer_for
from tests.petitions.ballot_box import BallotBox, ballot_box

pytestmark = pytest.mark.django_db


@pytest.fixture
def box() -> BallotBox:
    box = ballot_box()
    for number in range(24):
        box.sign(source=number % 2, place=number % 2, days=number % 2)
    box.sign(state=SignatureState.WITHDRAWN, place=2)
    return box


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "pdf", "PDF"])
def test_every_format_has_the_same_rows(box: BallotBox, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"counts.{ending}"
    assert export_counts(petition=box.petition, path=path) == 1 + 2 + 3 + 3 + 2
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o077 != 0, "others may read what is made for them"


def test_the_table_counts_what_was_signed(box: BallotBox, tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    export_counts(petition=box.petition, path=path)
    table = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    keys = [[row["source"], row["state"], row["city"], row["day"], row["counted"]] for row in table]
    one, other = sorted(source.group.slug for source in box.sources[:2])
    assert keys == [
        ["", "", "", "", "24"],
        [one, "", "", "", "12"],
        [other, "", "", "", "12"],
        ["", "CA", "", "", "12"],
        ["", "Germany", "", "", "0"],
        ["", "NY", "", "", "12"],
        ["", "CA", "Oakland", "", "12"],
        ["", "Germany", "Köln", "", "0"],
        ["", "NY", "New York", "", "12"],
        ["", "", "", "2026-06-01", "12"],
        ["", "", "", "2026-06-02", "12"],
    ]


def test_a_file_that_cannot_be_finished_leaves_the_old_one(
    box: BallotBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "counts.json"
    path.write_text("old")
    monkeypatch.setattr(json, "dumps", _no_more_space)
    with pytest.raises(OSError, match="No space left"):
        export_counts(petition=box.petition, path=path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["counts", "counts.txt", "counts.csv.gz", ".csv"])
def test_another_ending_is_refused(name: str) -> None:
    with pytest.raises(Exception, match="ends in csv, xlsx, json, pdf"):
        writer_for(Path(name))


def _no_more_space(*_: object, **__: object) -> str:
    raise OSError("No space left on device")
