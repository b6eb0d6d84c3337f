"""The verifier finds every change, and a hostile archive does it no harm."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from petitions.bundle_files import verify
from petitions.bundle_files.contents import LEAVES_PATH, VERIFY_PATH
from petitions.bundle_files.manifest import SigningKey, fingerprint, manifest_bytes
from tests.petitions.bundle_files.box import (
    HIDDEN,
    KEY,
    PARTS,
    ana_proof,
    box_members,
    signed,
    write_zip,
)

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def whole() -> Files:
    return box_members(PARTS, HIDDEN)


def errors_of(tmp_path: Path, files: Files) -> list[str]:
    report = verify.verify_bundle(write_zip(tmp_path / "b.zip", files.items()))
    assert report.valid is not bool(report.errors)
    return report.errors


def restated(files: Files, change: Callable[[dict], None]) -> Files:
    """The same files under a manifest that was changed and signed again by the right key."""
    manifest = json.loads(files["manifest.json"])
    for fact in manifest["files"]:
        content = files.get(fact["path"], b"")
        fact.update(sha256=sha256(content).hexdigest(), size=len(content))
    change(manifest)
    rest = {p: c for p, c in files.items() if not p.startswith("manifest.")}
    return signed(rest, manifest_bytes(manifest))


def test_a_whole_bundle_is_valid(tmp_path: Path, whole: Files) -> None:
    report = verify.verify_bundle(write_zip(tmp_path / "b.zip", whole.items()))
    assert report.as_json() == {
        "valid": True,
        "signatures": 5,
        "files": 9,
        "errors": [],
        "key": fingerprint(KEY.public),
        "root": json.loads(whole["manifest.json"])["merkle"]["root"],
    }


def test_the_trusted_key_may_be_given_as_key_or_fingerprint(tmp_path: Path, whole: Files) -> None:
    path = write_zip(tmp_path / "b.zip", whole.items())
    other = SigningKey(b"\x09" * 32)
    assert verify.verify_bundle(path, KEY.public.hex()).errors == []
    assert verify.verify_bundle(path, fingerprint(KEY.public).upper()).errors == []
    assert verify.verify_bundle(path, other.public.hex()).errors == [
        f"The bundle was signed by another key, with fingerprint {fingerprint(KEY.public)}."
    ]


@pytest.mark.parametrize("path", ["names/01-part-1.csv", "sheets/02-part-2.pdf", "counts.csv"])
def test_a_changed_file_is_found(tmp_path: Path, whole: Files, path: str) -> None:
    changed = bytearray(whole[path])
    changed[-3] ^= 1
    assert errors_of(tmp_path, {**whole, path: bytes(changed)}) == [
        f"{path} was changed: its SHA-256 differs."
    ]


def test_a_longer_file_is_found(tmp_path: Path, whole: Files) -> None:
    longer = {**whole, "counts.csv": whole["counts.csv"] + b"x"}
    assert errors_of(tmp_path, longer) == [
        "counts.csv was changed: its SHA-256 differs.",
        "counts.csv was changed: its size differs.",
    ]


def test_a_missing_and_an_added_file_are_found(tmp_path: Path, whole: Files) -> None:
    files = {p: c for p, c in whole.items() if p != "counts.csv"} | {"more.csv": b"x"}
    assert errors_of(tmp_path, files) == [
        "counts.csv is missing.",
        "more.csv is not in the manifest.",
    ]


@pytest.mark.parametrize("path", ["manifest.json", "manifest.sig"])
def test_a_bundle_without_a_signed_manifest_is_refused(
    tmp_path: Path, whole: Files, path: str
) -> None:
    assert errors_of(tmp_path, {p: c for p, c in whole.items() if p != path}) == [
        f"{path} is missing."
    ]


def test_a_changed_manifest_is_found(tmp_path: Path, whole: Files) -> None:
    manifest = whole["manifest.json"].replace(b'"total": 5', b'"total": 6')
    assert errors_of(tmp_path, {**whole, "manifest.json": manifest}) == [
        "The signature of the manifest is wrong: somebody changed it."
    ]


def test_a_signature_of_another_key_is_found(tmp_path: Path, whole: Files) -> None:
    forged = SigningKey(b"\x09" * 32).sign(whole["manifest.json"])
    assert errors_of(tmp_path, {**whole, "manifest.sig": forged}) == [
        "The signature of the manifest is wrong: somebody changed it."
    ]


def test_a_name_changed_by_the_signer_of_the_bundle_is_found(tmp_path: Path, whole: Files) -> None:
    path = "names/01-part-1.csv"
    names = whole[path].replace("Ana García".encode(), "Eva García".encode())
    changed = restated({**whole, path: names}, lambda manifest: None)
    assert errors_of(tmp_path, changed) == [f"{path}: number 1 is not what the tree holds."]


def test_a_row_taken_out_is_found(tmp_path: Path, whole: Files) -> None:
    path = "names/02-part-2.csv"
    header = whole[path].split(b"\r\n")[0] + b"\r\n"
    assert errors_of(tmp_path, restated({**whole, path: header}, lambda m: None)) == [
        f"{path} holds 0 signatures.",
        "The number of listed signatures differs.",
    ]


def test_a_signature_listed_twice_is_found(tmp_path: Path) -> None:
    twice = box_members([[PARTS[0][0], PARTS[0][0]]])
    assert errors_of(tmp_path, twice) == [
        "A signature is in the bundle more than once.",
        "A leaf is in the tree more than once.",
    ]


def test_leaves_in_another_order_are_found(tmp_path: Path, whole: Files) -> None:
    leaves = whole[LEAVES_PATH].split()
    swapped = b"\n".join([*leaves[:3], leaves[4], leaves[3]]) + b"\n"
    assert errors_of(tmp_path, restated({**whole, LEAVES_PATH: swapped}, lambda m: None)) == [
        "The Merkle root does not follow from the leaves."
    ]


def test_more_signatures_claimed_than_there_are_is_found(tmp_path: Path, whole: Files) -> None:
    def claim(manifest: dict) -> None:
        manifest["signatures"].update(total=7, no_name=2)

    assert errors_of(tmp_path, restated(whole, claim)) == [
        "The number of leaves differs.",
        "The bundle holds more signatures than the waterfall counts.",
    ]


def test_a_waterfall_that_does_not_add_up_is_found(tmp_path: Path, whole: Files) -> None:
    changed = restated(whole, lambda m: m["waterfall"].update(rejected=3))
    assert errors_of(tmp_path, changed) == ["The waterfall does not add up."]


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/passwd", "a/../../b", "names\\evil.csv", "C:evil", "a//b", ".x"]
)
def test_a_path_out_of_the_folder_is_refused(tmp_path: Path, whole: Files, name: str) -> None:
    assert errors_of(tmp_path, {**whole, name: b"x"}) == [
        f"The archive contains a file with an unsafe name: {name!r}."
    ]


def test_two_files_of_one_name_are_refused(tmp_path: Path, whole: Files) -> None:
    members = [*whole.items(), ("counts.csv", b"other")]
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = write_zip(tmp_path / "b.zip", members)
    assert verify.verify_bundle(path).errors == ["The archive contains two files of one name."]


def test_a_bomb_is_not_unpacked(tmp_path: Path, whole: Files) -> None:
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in whole.items():
            archive.writestr(name, b"\0" * (64 << 20) if name == "counts.csv" else content)
    report = verify.verify_bundle(path)
    assert report.errors == [
        "counts.csv was changed: its SHA-256 differs.",
        "counts.csv was changed: its size differs.",
    ]
    assert path.stat().st_size < 1 << 20


def test_bytes_before_after_or_between_the_files_are_refused(tmp_path: Path, whole: Files) -> None:
    content = write_zip(tmp_path / "b.zip", whole.items()).read_bytes()
    hidden = ["The archive hides bytes that belong to no file."]
    for changed in (b"x" * 30 + content, content + b"x" * 30):
        (tmp_path / "b.zip").write_bytes(changed)
        assert verify.verify_bundle(tmp_path / "b.zip").errors == hidden


def test_a_link_is_refused(tmp_path: Path, whole: Files) -> None:
    path = write_zip(tmp_path / "b.zip", whole.items())
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert verify.verify_bundle(path).errors == ["link.txt is not an ordinary file."]


@pytest.mark.parametrize(
    "content", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 40, b"PK\x05\x06" + b"\0" * 18]
)
def test_what_is_no_bundle_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(content)
    assert len(verify.verify_bundle(path).errors) == 1


@pytest.mark.parametrize(
    "manifest",
    [b"", b"[]", b"{}", b'{"format":1}', b"[" * 9000, b"\xff", b'{"format":1,"format":2}'],
)
def test_a_nonsense_manifest_is_refused_in_one_sentence(
    tmp_path: Path, whole: Files, manifest: bytes
) -> None:
    assert len(errors_of(tmp_path, signed(whole, manifest))) == 1


def test_a_truncated_download_is_not_valid(tmp_path: Path, whole: Files) -> None:
    content = write_zip(tmp_path / "b.zip", whole.items()).read_bytes()
    for length in range(0, len(content), 997):
        (tmp_path / "b.zip").write_bytes(content[:length])
        assert verify.verify_bundle(tmp_path / "b.zip").valid is False


def test_a_file_that_is_not_there_is_an_error_and_no_crash(tmp_path: Path) -> None:
    assert len(verify.verify_bundle(tmp_path / "none.zip").errors) == 1


def test_the_copy_in_the_bundle_runs_alone(tmp_path: Path, whole: Files) -> None:
    bundle = write_zip(tmp_path / "b.zip", whole.items())
    (tmp_path / "verify.py").write_bytes(whole[VERIFY_PATH])
    (tmp_path / "proof.json").write_text(json.dumps(ana_proof()))
    command = [sys.executable, "-I", "verify.py", str(bundle), "--json", "--proof", "proof.json"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout) == verify.verify_bundle(bundle).as_json()


def test_the_copy_exits_with_one_when_something_is_wrong(tmp_path: Path, whole: Files) -> None:
    bundle = write_zip(tmp_path / "b.zip", [*whole.items(), ("more.txt", b"x")])
    assert verify.main([str(bundle)]) == 1


@pytest.mark.parametrize("name", [".", "sheets", "none.zip", "none.json"])
def test_what_is_no_file_gets_a_plain_sentence_and_no_verdict(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sheets").mkdir()
    path = tmp_path / name
    with pytest.raises(SystemExit) as ended:
        verify.main([str(path)])
    said = f"{path} is no file that can be read. Give the ZIP as it was received, not unpacked.\n"
    assert (ended.value.code, *capsys.readouterr()) == (2, "", said)


def test_a_key_that_matches_is_said_to(
    tmp_path: Path, whole: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle, key = write_zip(tmp_path / "b.zip", whole.items()), fingerprint(KEY.public)
    first = [
        "Valid.",
        "Checked 5 signatures in 9 files.",
        f"Signed by the key with fingerprint {key}",
    ]
    for given, said in [
        (["--key", key], "That is the key you gave with --key."),
        ([], "Compare the fingerprint with one you trust, or pass that with --key."),
    ]:
        verify.main([str(bundle), *given])
        assert capsys.readouterr().out.splitlines() == [*first, said]


def test_another_key_is_said_to_be_another(
    tmp_path: Path, whole: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle, key = write_zip(tmp_path / "b.zip", whole.items()), fingerprint(KEY.public)
    verify.main([str(bundle), "--key", "0" * 64])
    wrong, verdict, _, last = capsys.readouterr().out.splitlines()
    assert wrong == f"WRONG: The bundle was signed by another key, with fingerprint {key}."
    assert (verdict, last) == ("NOT valid.", f"Signed by the key with fingerprint {key}")


def test_the_verifier_imports_nothing_of_this_project() -> None:
    source = io.StringIO(Path(verify.__file__).read_text())
    roots = {
        line.split()[1].split(".")[0] for line in source if line.startswith(("import ", "from "))
    }
    assert roots - sys.stdlib_module_names == {"cryptography"}


def test_a_name_alone_proves_nothing_and_is_refused(
    tmp_path: Path, whole: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = write_zip(tmp_path / "b.zip", whole.items())
    with pytest.raises(SystemExit) as ended:
        verify.main([str(bundle), "--name", "Nobody Atall"])
    assert (ended.value.code, "--name goes with --proof" in capsys.readouterr().err) == (2, True)
