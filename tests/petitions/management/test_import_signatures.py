"""`import_signatures` as an operator types it."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.demo.partner_lists import write_partner_lists
from petitions.models import Petition, Signature, SignatureImport
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "data"


def run(petition: Petition, path: Path, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("import_signatures", petition.slug, str(path), *options, "--json", stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return told


def test_it_tells_the_figures_and_a_second_run_changes_nothing(
    story: Coalition, petition: Petition, tmp_path: Path
) -> None:
    truth = write_partner_lists(tmp_path, people=300, seed=1)
    one = truth.lists[1]
    told = run(petition, one.path, "--group", story.lead.slug)
    rejects = Path(told.pop("rejects"))
    expected = truth.figures([one.name])[one.name]
    assert told == expected
    assert len(rejects.read_text(encoding="utf-8-sig").splitlines()) == 1 + one.rejected
    assert (rejects.stat().st_mode & 0o777, rejects.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    again = run(petition, one.path, "--group", story.lead.slug)
    assert Path(again.pop("rejects")) == rejects
    assert again == {**expected, "already_signed": expected["new"], "new": 0}
    assert Signature.objects.count() == expected["new"]


def test_a_dry_run_tells_the_same_and_writes_nothing(
    story: Coalition, petition: Petition, tmp_path: Path
) -> None:
    truth = write_partner_lists(tmp_path, people=300, seed=2)
    first, second = truth.lists[0], truth.lists[3]
    run(petition, first.path, "--group", story.lead.slug)
    before = (Signature.objects.count(), SignatureImport.objects.count())
    told = run(petition, second.path, "--group", story.groups[1].slug, "--dry-run")
    rejects = Path(told.pop("rejects"))
    assert told == truth.figures([first.name, second.name])[second.name]
    assert len(rejects.read_text(encoding="utf-8-sig").splitlines()) == 1 + second.rejected
    assert (Signature.objects.count(), SignatureImport.objects.count()) == before


@pytest.mark.parametrize(
    ("petition_slug", "group_slug", "content", "line", "code"),
    [
        ("no-such", "", b"email\n", "there is no petition 'no-such'", 1),
        ("", "no-such", b"email\n", "there is no group 'no-such'", 1),
        ("", "", None, "there is no file", 2),
        ("", "", b"", "file: This file is empty. Choose the list again. (empty_file)", 1),
        ("", "", b"\x1f\x8b", "file: This file is compressed with gzip", 1),
    ],
)
def test_what_cannot_be_imported_is_said_in_one_line(
    story: Coalition,
    petition: Petition,
    tmp_path: Path,
    petition_slug: str,
    group_slug: str,
    content: bytes | None,
    line: str,
    code: int,
) -> None:
    path = tmp_path / "list.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        call_command(
            "import_signatures",
            petition_slug or petition.slug,
            str(path),
            "--group",
            group_slug or story.lead.slug,
        )
    assert str(refusal.value).startswith(line)
    assert refusal.value.returncode == code


def test_a_group_outside_the_coalition_cannot_send_a_list(
    petition: Petition, tmp_path: Path
) -> None:
    outsider = coalition_of(1).lead
    path = tmp_path / "list.csv"
    path.write_bytes(b"email\na@b.org\n")
    with pytest.raises(CommandError) as refusal:
        run(petition, path, "--group", outsider.slug)
    assert str(refusal.value) == "The group is no partner of this campaign."
