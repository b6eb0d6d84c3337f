"""`build_bundle` and `verify_bundle` as a shell sees them."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from petitions.models import Bundle, Petition
from petitions.selectors.bundle_proof import inclusion_proofs
from tests.petitions.signers import signer
from tests.stories import coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition() -> Petition:
    petition = open_petition_of(coalition_of(1))
    signer(petition, "Ana García")
    return petition


def run(name: str, *argv: Any) -> tuple[int, Any, str]:
    """Exit code, the JSON of the last line (None without one), the line of an error."""
    code, error, out = 0, "", io.StringIO()
    try:
        call_command(name, *map(str, argv), "--json", stdout=out)
    except CommandError as stop:
        code, error = stop.returncode, str(stop)
    lines = out.getvalue().splitlines()
    return code, json.loads(lines[-1]) if lines else None, error


def test_a_bundle_is_written_and_verified(petition: Petition, tmp_path: Path) -> None:
    code, made, err = run("build_bundle", petition.slug, "--out", tmp_path / "a" / "b")
    bundle = Bundle.objects.get()
    path = Path(made["path"])
    assert (code, err) == (0, "")
    assert made == {
        "bundle": str(bundle.public_id),
        "signatures": 1,
        "files": 8,
        "path": str(path),
        "root": bundle.root,
    }
    assert [p.name for p in (tmp_path / "a" / "b").iterdir()] == [path.name]
    code, report, err = run("verify_bundle", path)
    assert (code, err) == (0, "")
    assert (report["valid"], report["signatures"], report["files"], report["errors"]) == (
        True,
        1,
        8,
        [],
    )


def test_a_later_bundle_may_name_the_earlier_by_id_or_number(
    petition: Petition, tmp_path: Path
) -> None:
    _, first, _ = run("build_bundle", petition.slug, "--out", tmp_path)
    signer(petition, "Bao Tran")
    for since in (first["bundle"], "1"):
        _, second, _ = run("build_bundle", petition.slug, "--out", tmp_path, "--since", since)
        assert second["signatures"] == 1


def test_a_changed_bundle_exits_with_one_and_says_why(petition: Petition, tmp_path: Path) -> None:
    _, made, _ = run("build_bundle", petition.slug, "--out", tmp_path)
    path = Path(made["path"])
    path.write_bytes(path.read_bytes().replace(b"%PDF-1.", b"%PDF-9.", 1))
    code, report, err = run("verify_bundle", path)
    assert (code, report["valid"]) == (1, False)
    assert len(err.strip().splitlines()) == 1
    code, report, err = run("verify_bundle", tmp_path / "none.zip")
    assert (code, report["valid"], report["signatures"], report["files"]) == (1, False, 0, 0)


def test_a_proof_is_checked_with_the_bundle(petition: Petition, tmp_path: Path) -> None:
    ana = signer(petition, "Ana Lee")
    _, made, _ = run("build_bundle", petition.slug, "--out", tmp_path)
    proof = tmp_path / "proof.json"
    proof.write_text(json.dumps(inclusion_proofs(ana.pk)[0]))
    argv = [made["path"], "--proof", proof, "--name"]
    assert run("verify_bundle", *argv, "Ana Lee")[0] == 0
    assert run("verify_bundle", *argv, "Eva Lee")[0] == 1
    assert run("verify_bundle", made["path"], "--proof", tmp_path / "none")[0] == 2


@pytest.mark.parametrize("split", ["zip", "count:0", "count:x", ""])
def test_an_unknown_split_exits_with_two(petition: Petition, tmp_path: Path, split: str) -> None:
    code, out, err = run("build_bundle", petition.slug, "--out", tmp_path, "--split", split)
    assert (code, out, len(err.strip().splitlines())) == (2, None, 1)
    assert Bundle.objects.count() == 0


def test_what_is_not_there_is_said_and_makes_nothing(petition: Petition, tmp_path: Path) -> None:
    for argv, exit_code in ((["none"], 1), ([petition.slug, "--since", "7"], 2)):
        code, out, err = run("build_bundle", *argv, "--out", tmp_path)
        assert (code, out, len(err.strip().splitlines())) == (exit_code, None, 1)
    assert (Bundle.objects.count(), list(tmp_path.iterdir())) == (0, [])


@pytest.mark.parametrize("out", ["file", "file/below"])
def test_what_cannot_be_a_folder_exits_with_two(
    petition: Petition, tmp_path: Path, out: str
) -> None:
    (tmp_path / "file").write_text("")
    code, _, err = run("build_bundle", petition.slug, "--out", tmp_path / out)
    assert (code, len(err.strip().splitlines())) == (2, 1)
    assert Bundle.objects.count() == 0
