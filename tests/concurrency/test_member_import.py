"""Member lists, edits, unsubscribing and undoing at once, in real transactions; one killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from core.actors import SYSTEM
from core.errors import MusterError, PreconditionFailed
from groups.member_decision import Decision
from groups.models import Group, Member, MemberChange, MemberImport, MemberState
from groups.services import member_import_undo, member_import_work
from groups.services.member import update_member
from groups.services.member_decision import erase, unsubscribe
from groups.services.member_import import apply_member_import, undo_member_import
from tests.concurrency.crowd import at_once, in_background, wait_until_blocked
from tests.groups.member_lists import (
    TAKE_ALL,
    begin,
    figures,
    finish,
    person_in,
    previewed,
    take_in,
)
from tests.stories import a_group

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
PEOPLE = 300


@pytest.fixture
def group() -> Group:
    return a_group()


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(member_import_work, "BATCH_ROWS", 20)
    monkeypatch.setattr(member_import_undo, "SLICE", 20)


def list_of(people: int, street: str = "", *, opt_in: str = "yes") -> str:
    rows = "".join(f"a{n}@b.org,Ann Lee,{street},{opt_in}\n" for n in range(people))
    return f"email,name,street,opt in\n{rows}"


def members() -> list[Member]:
    return list(Member.objects.order_by("pk"))


def test_a_list_is_taken_in_once_however_many_decide_and_work(group: Group) -> None:
    row = previewed(group, list_of(PEOPLE))

    def decide() -> str:
        mine = MemberImport.objects.get(pk=row.pk)
        apply_member_import(member_import=mine, decision=TAKE_ALL, actor=SYSTEM)
        return finish(mine).stage

    assert at_once([decide] * 4) == ["applied"] * 4
    row.refresh_from_db()
    assert (figures(row.result), len(members())) == ({"new": PEOPLE}, PEOPLE)
    assert MemberChange.objects.count() == PEOPLE


def test_of_two_different_decisions_one_counts(group: Group) -> None:
    row = previewed(group, list_of(5))

    def decide(tag: str) -> str:
        mine = MemberImport.objects.get(pk=row.pk)
        try:
            apply_member_import(member_import=mine, decision=Decision(tags=(tag,)), actor=SYSTEM)
        except MusterError as error:
            return error.code
        return "mine"

    answers = at_once([lambda: decide("a"), lambda: decide("b")])
    assert sorted(answers) == ["import.decided", "mine"]
    row.refresh_from_db()
    assert (row.decision or {})["tags"] == [["a", "b"][answers.index("mine")]]


def test_the_same_file_handed_in_at_once_is_one_import(group: Group) -> None:
    rows = at_once([lambda: begin(group, list_of(3)).pk] * 4)
    assert len(set(rows)) == MemberImport.objects.count() == 1


def test_two_lists_with_the_same_people_make_each_of_them_once(group: Group) -> None:
    rows = [previewed(group, list_of(PEOPLE, street)) for street in ("1 Elm St", "2 Oak St")]
    for row in rows:
        apply_member_import(member_import=row, decision=TAKE_ALL, actor=SYSTEM)
    done = at_once([partial(finish, row) for row in rows])
    totals = [figures(row.result) for row in done]
    assert len(members()) == sum(one.get("new", 0) for one in totals) == PEOPLE
    assert [sum(one.values()) for one in totals] == [PEOPLE, PEOPLE]


def test_people_decide_while_a_list_with_their_names_comes_in(group: Group) -> None:
    take_in(group, list_of(PEOPLE))
    row = previewed(group, list_of(PEOPLE, "1 Elm St"))
    apply_member_import(member_import=row, decision=TAKE_ALL, actor=SYSTEM)
    some = [member.pk for member in members()[::10]]

    def decide(act: Callable[..., None], ids: list[Any]) -> None:
        for pk in ids:
            act(member_id=pk)

    half = len(some) // 2
    at_once(
        [
            lambda: finish(row).rows,
            lambda: decide(unsubscribe, some[:half]),
            lambda: decide(erase, some[half:]),
        ]
    )
    states = [Member.objects.get(pk=pk).state for pk in some]
    assert set(states[:half]) == {MemberState.UNSUBSCRIBED}
    assert set(states[half:]) == {MemberState.ERASED}
    assert Member.objects.filter(pk__in=some, consented=True).count() == 0
    assert MemberChange.objects.filter(member_id__in=some[half:]).count() == 0
    row.refresh_from_db()
    assert sum(figures(row.result).values()) == PEOPLE
    untouched = Member.objects.exclude(pk__in=some)
    assert {person_in(member).street for member in untouched} == {"1 Elm St"}


def test_a_list_that_waits_for_an_erasure_brings_nobody_back_by_their_phone(group: Group) -> None:
    take_in(group, "email,phone\nann@b.org,212 736 5000\n")
    ann = Member.objects.get()
    row = previewed(group, "email,phone\n,212 736 5000\nbo@b.org,\n")
    apply_member_import(member_import=row, decision=TAKE_ALL, actor=SYSTEM)
    with transaction.atomic():
        erase(member_id=ann.pk)
        late = in_background(lambda: figures(finish(row).result))
        wait_until_blocked()
    assert late.result(timeout=30) == {"new": 1, "suppressed": 1}
    assert Member.objects.exclude(sealed=None).get().contactable


def edited(member: Member) -> bool:
    """Gives the member a phone; False when somebody else was quicker."""
    version = Member.objects.values_list("version", flat=True).get(pk=member.pk)
    try:
        update_member(
            group=member.group,
            member_id=member.pk,
            changes={"phone": "202-555-0143"},
            version=version,
            actor=SYSTEM,
        )
    except PreconditionFailed:
        return False
    return True


def test_an_edit_beside_the_list_is_not_lost(group: Group) -> None:
    take_in(group, list_of(40))
    row = previewed(group, list_of(40, "1 Elm St"))
    apply_member_import(member_import=row, decision=TAKE_ALL, actor=SYSTEM)

    def edit() -> None:
        for member in members():
            while not edited(member):
                pass

    at_once([lambda: finish(row).rows, edit])
    people = [person_in(member) for member in members()]
    assert {(one.street, one.phone) for one in people} == {("1 Elm St", "+12025550143")}


def test_an_import_is_taken_back_while_it_comes_in(group: Group) -> None:
    row = previewed(group, list_of(PEOPLE))
    apply_member_import(member_import=row, decision=TAKE_ALL, actor=SYSTEM)

    def undo() -> str:
        wait_for(lambda: MemberImport.objects.filter(pk=row.pk, rows__gte=40).exists())
        mine = MemberImport.objects.get(pk=row.pk)
        return finish(undo_member_import(member_import=mine, actor=SYSTEM)).stage

    work, stage = at_once([lambda: finish(MemberImport.objects.get(pk=row.pk)), undo])
    assert (work.stage, stage, members()) == ("undone", "undone", [])
    assert MemberChange.objects.count() == 0


def test_an_importer_that_is_killed_leaves_whole_batches_and_the_next_goes_on(
    group: Group, tmp_path: Path, program_environment: dict[str, str]
) -> None:
    people = 15_000
    path = tmp_path / "list.csv"
    path.write_text(list_of(people) + "a0@b.org,Ann Lee,,\nnone,,,\n")
    command = [
        sys.executable, "manage.py", "import_members", group.slug, str(path),
        "--consent", "list", "--json",
    ]  # fmt: skip
    for step in ("preview", "apply"):
        victim = subprocess.Popen(
            command, cwd=ROOT, env=program_environment, stdout=subprocess.DEVNULL
        )
        wait_for(MemberImport.objects.filter(step=step, rows__gt=0).exists)
        os.kill(victim.pid, signal.SIGKILL)
        assert victim.wait() == -signal.SIGKILL
    left = MemberImport.objects.get()
    assert (left.step, 0 < left.rows < people) == ("apply", True)
    assert Member.objects.count() == MemberChange.objects.count() == left.rows
    answer = subprocess.run(
        command, cwd=ROOT, env=program_environment, capture_output=True, check=True, text=True
    )
    told = json.loads(answer.stdout.splitlines()[-1])
    assert [told[name] for name in ("rows", "new", "repeated_in_file", "rejected", "consents")] == [
        people + 2,
        people,
        1,
        1,
        people,
    ]
    rejects = Path(told["rejects"])
    assert rejects.stat().st_mode & 0o777 == 0o600
    assert len(rejects.read_text(encoding="utf-8-sig").splitlines()) == 2
    assert Member.objects.filter(consented=True).count() == people


def wait_for(condition: Callable[[], bool]) -> None:
    stop = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < stop, "it took too long"
        time.sleep(0.01)
