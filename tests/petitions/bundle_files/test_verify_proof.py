"""A proof shows one person that they are inside, and holds for them only."""

import json
from pathlib import Path
from uuid import UUID

import pytest

from petitions.bundle_files import verify
from tests.petitions.bundle_files.box import HIDDEN, KEY, PARTS, ana_proof, box_members, write_zip

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def whole() -> Files:
    return box_members(PARTS, HIDDEN)


def test_a_signer_can_check_that_she_is_inside(tmp_path: Path, whole: Files) -> None:
    path = write_zip(tmp_path / "b.zip", whole.items())
    report = verify.verify_bundle(path, proof=ana_proof(), name="Ana García")
    assert (report.errors, report.proof) == ([], True)


def test_a_proof_names_nobody_else(whole: Files) -> None:
    text = json.dumps(ana_proof(), ensure_ascii=False)
    assert "Ana García" in text
    assert [name for name in ("Bao", "Nguyễn", "محمد") if name in text] == []
    ids = [str(line.signature) for part in PARTS for line in part][1:] + [str(h) for h in HIDDEN]
    assert [one for one in ids if one in text] == []


@pytest.mark.parametrize(
    "change",
    [{"number": 2}, {"number": 0}, {"bundle": "another"}, {"path": []}],
)
def test_a_changed_proof_does_not_hold(tmp_path: Path, whole: Files, change: dict) -> None:
    path = write_zip(tmp_path / "b.zip", whole.items())
    report = verify.verify_bundle(path, proof={**ana_proof(), **change})
    assert report.errors == ["The proof does not belong to this bundle."]


@pytest.mark.parametrize(
    "change",
    [{"salt": "00" * 32}, {"line": ["Eva", "", "", "", ""]}, {"signature": str(UUID(int=9))}],
)
def test_a_proof_whose_line_was_changed_does_not_hold(
    tmp_path: Path, whole: Files, change: dict
) -> None:
    path = write_zip(tmp_path / "b.zip", whole.items())
    report = verify.verify_bundle(path, proof={**ana_proof(), **change})
    assert report.errors == ["The proof's line is not what its leaf holds."]


def test_a_proof_without_a_line_shows_that_the_leaf_is_inside(tmp_path: Path, whole: Files) -> None:
    path = write_zip(tmp_path / "b.zip", whole.items())
    proof = {**ana_proof(), "line": None}
    assert verify.verify_bundle(path, proof=proof).errors == []
    assert verify.verify_bundle(path, proof=proof, name="Ana García").errors == [
        "The proof shows the name 'nobody'."
    ]


def test_a_proof_for_another_name_is_said(tmp_path: Path, whole: Files) -> None:
    path = write_zip(tmp_path / "b.zip", whole.items())
    assert verify.verify_bundle(path, proof=ana_proof(), name="Eva García").errors == [
        "The proof shows the name 'Ana García'."
    ]


def test_a_signer_needs_only_the_public_manifest(tmp_path: Path, whole: Files) -> None:
    """Whoever has no bundle, and no business with the others' names, can check a proof as well."""
    path = tmp_path / "manifest.json"
    path.write_bytes(whole["manifest.json"])
    (tmp_path / "manifest.sig").write_bytes(whole["manifest.sig"])
    key = KEY.public.hex()
    assert verify.verify_bundle(path, key, ana_proof(), "Ana García").errors == []
    assert verify.verify_bundle(path, key, {**ana_proof(), "number": 2}).errors == [
        "The proof does not belong to this bundle."
    ]
    path.write_bytes(whole["manifest.json"] + b" ")
    assert verify.verify_bundle(path, key, ana_proof()).errors == [
        "The signature of the manifest is wrong: somebody changed it."
    ]
