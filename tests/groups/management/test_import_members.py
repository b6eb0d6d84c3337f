"""import_members as an operator runs it: rehearsed, run, and run again."""

from pathlib import Path

import pytest
from django.core.management import CommandError

from groups.models import Group, Member, MemberImport
from tests.groups.management.test_commands import run
from tests.stories import a_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return a_group("north")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "list.csv"
    file.write_text("email,name,opt in\na@b.org,Ann Lee,yes\nnone,,\nA@b.org,,\n")
    return file


FIGURES = {
    "rows": 3, "new": 1, "updated": 0, "unchanged": 0, "left_out": 0, "conflicting": 0,
    "suppressed": 0, "repeated_in_file": 1, "rejected": 1, "fields": {},
}  # fmt: skip


def test_a_dry_run_gives_the_figures_and_writes_nothing(group: Group, path: Path) -> None:
    told = run("import_members", "north", str(path), "--dry-run")
    rejects = Path(told.pop("rejects")).read_text(encoding="utf-8-sig").splitlines()
    assert told == {**FIGURES, "tagged": 0, "consents": 1}
    assert rejects[1:] == ["3,email.invalid,This is not an e-mail address.,none,,"]
    assert (Member.objects.count(), MemberImport.objects.count()) == (0, 0)


def test_a_list_is_taken_in_once(group: Group, path: Path) -> None:
    options = ("import_members", "north", str(path), "--tags", "fair", "--consent", "list")
    first, again = run(*options), run(*options)
    expected = {**FIGURES, "tagged": 1, "consents": 1}
    assert {name: first[name] for name in expected} == expected
    assert (again["new"], again["unchanged"], again["import"]) == (0, 1, first["import"])
    assert Member.objects.values_list("tags", "consented").get() == (["fair"], True)
    assert run("import_members", "north", str(path), "--dry-run")["unchanged"] == 1


def test_what_cannot_be_is_refused(group: Group, path: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="there is no file"):
        run("import_members", "north", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="there is no group 'south'"):
        run("import_members", "south", str(path))
