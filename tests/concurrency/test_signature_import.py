"""Lists, signers and undoing at once, in real transactions; an importer killed."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connection

from config.demo.partner_lists import write_partner_lists
from core.actors import ANYONE, SYSTEM
from groups.identity import DEFAULT_RULES, read_email
from petitions.import_figures import figures_of
from petitions.models import Petition, Receipt, Signature, SignatureImport, SignatureState
from petitions.models.signature import COUNTED
from petitions.selectors.tally import waterfall
from petitions.selectors.truth import truth as true_waterfall
from petitions.services import import_work
from petitions.services.signature import sign_petition
from petitions.services.signature_import import request_undo
from petitions.services.tally import count_changes
from petitions.sign_form import SignForm
from tests.petitions.list_files import begin, figures, finish, person_in
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db(transaction=True)
Result = TypeVar("Result")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def story() -> Coalition:
    return coalition_of(5)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


def closing(work: Callable[[], Result]) -> Result:
    """Runs in a thread, and leaves no connection behind."""
    try:
        return work()
    finally:
        connection.close()


def at_once(*works: Callable[[], Result]) -> list[Result]:
    with ThreadPoolExecutor(len(works)) as pool:
        return [one.result(60) for one in [pool.submit(closing, work) for work in works]]


def assert_tally_is_true(petition: Petition) -> None:
    count_changes()
    assert waterfall(petition) == true_waterfall(petition)


def test_lists_of_several_partners_may_come_in_at_once(
    story: Coalition, petition: Petition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_work, "BATCH_ROWS", 150)
    truth = write_partner_lists(tmp_path, people=1500, seed=1)
    rows = [begin(petition, story.groups[n], one.path) for n, one in enumerate(truth.lists)]
    done = at_once(*(lambda row=row: finish(row) for row in rows))
    assert [row.state for row in done] == ["done"] * 5
    assert sum(row.new for row in done) == truth.unique_signers == Signature.objects.count()
    assert [figures(row)[:2] for row in done] == [
        (one.rejected, one.rows - one.rejected - len(one.signers)) for one in truth.lists
    ]
    hashed = Signature.objects.filter(state=SignatureState.HASHED)
    assert hashed.count() == truth.hashed_only
    assert_tally_is_true(petition)


def test_one_import_is_done_once_however_many_work_on_it(
    story: Coalition, petition: Petition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_work, "BATCH_ROWS", 50)
    truth = write_partner_lists(tmp_path, people=1000, seed=2)
    one = truth.lists[0]
    row = begin(petition, story.lead, one.path)
    at_once(*[lambda: finish(SignatureImport.objects.get(pk=row.pk))] * 3)
    row.refresh_from_db()
    assert figures_of(row).as_json() == truth.figures()[one.name]
    assert_tally_is_true(petition)


def test_the_same_file_handed_in_at_once_is_one_import(
    story: Coalition, petition: Petition
) -> None:
    rows = at_once(*[lambda: begin(petition, story.lead, "email\na@b.org\n")] * 4)
    assert len({row.pk for row in rows}) == SignatureImport.objects.count() == 1


def test_people_sign_while_lists_with_their_names_come_in(
    story: Coalition, petition: Petition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_work, "BATCH_ROWS", 100)
    emails = [f"person{number}@example.org" for number in range(400)]
    data = "email,name\n" + "".join(f"{email},Ann Lee\n" for email in emails)
    rows = [begin(petition, story.groups[n], data) for n in (1, 2)]

    def sign(seed: int) -> int:
        some = random.Random(seed).sample(emails, 150)
        for email in some:
            form = SignForm("Anna", "Lee", read_email(email, DEFAULT_RULES))
            sign_petition(slug=petition.slug, form=form, actor=ANYONE)
        return len(some)

    at_once(
        lambda: finish(rows[0]).rows,
        lambda: finish(rows[1]).rows,
        lambda: sign(1),
        lambda: sign(2),
    )
    states = set(Signature.objects.values_list("state", flat=True))
    assert (Signature.objects.count(), states) == (400, {SignatureState.ATTESTED})
    assert_tally_is_true(petition)
    assert waterfall(petition)["received"] == 2 * 400 + 2 * 150


def test_couples_are_two_whoever_of_them_comes_first_by_whatever_way(
    story: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = open_petition_of(story, people_per_mailbox=2)
    monkeypatch.setattr(import_work, "BATCH_ROWS", 60)
    emails = [f"home{number}@example.org" for number in range(300)]

    def list_of(group: int, *names: str) -> SignatureImport:
        pairs = [(email, name) for email in emails for name in names]
        random.Random(group).shuffle(pairs)
        rows = "".join(f"{email},{name},94110\n" for email, name in pairs)
        return begin(petition, story.groups[group], f"email,name,zip\n{rows}")

    def sign(seed: int, name: str) -> int:
        some = random.Random(seed).sample(emails, 100)
        for email in some:
            address = read_email(email, DEFAULT_RULES)
            form = SignForm(name, "Lee", address, country="US", postal_code="94110")
            sign_petition(slug=petition.slug, form=form, actor=ANYONE)
        return len(some)

    lists = list_of(1, "Ann Lee"), list_of(2, "Bo Lee"), list_of(3, "Ann Lee", "Bo Lee")
    at_once(
        *(lambda row=row: finish(row).rows for row in lists),
        lambda: sign(4, "Ann"),
        lambda: sign(5, "Bo"),
    )
    rows = list(Signature.objects.all())
    names = Counter(
        (person["email"], person["given_name"]) for person in (person_in(row) for row in rows)
    )
    assert names == {(email, name): 1 for email in emails for name in ("Ann", "Bo")}
    assert {row.state for row in rows} == {SignatureState.ATTESTED}
    assert sum(row.new for row in lists) + sum(row.already_signed for row in lists) == 4 * 300
    assert_tally_is_true(petition)
    assert waterfall(petition)["received"] == 4 * 300 + 2 * 100


def test_a_list_comes_in_while_another_is_taken_back(
    story: Coalition, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_work, "BATCH_ROWS", 40)
    monkeypatch.setattr("petitions.services.import_undo.SLICE", 40)
    data = "email,name\n" + "".join(f"person{number}@example.org,Ann\n" for number in range(600))
    first = finish(begin(petition, story.groups[0], data))
    second = begin(petition, story.groups[1], data + "one.more@example.org,Bo\n")
    request_undo(signature_import=first, actor=SYSTEM)
    first.refresh_from_db()
    at_once(lambda: finish(first), lambda: finish(second))
    assert (first.stage, second.state) == ("undone", "done")
    assert Signature.objects.filter(source__group=story.groups[1]).count() == 601
    assert (Signature.objects.count(), Receipt.objects.count()) == (601, 0)
    assert_tally_is_true(petition)


def test_an_importer_that_is_killed_leaves_whole_batches_and_the_next_goes_on(
    story: Coalition, petition: Petition, tmp_path: Path, program_environment: dict[str, str]
) -> None:
    truth = write_partner_lists(tmp_path, people=60_000, seed=3)
    one = truth.lists[0]
    command = [
        sys.executable, "manage.py", "import_signatures", petition.slug, str(one.path),
        "--group", story.lead.slug, "--json",
    ]  # fmt: skip
    victim = subprocess.Popen(command, cwd=ROOT, env=program_environment, stdout=subprocess.DEVNULL)
    wait_for(lambda: SignatureImport.objects.filter(rows__gt=0).exists())
    os.kill(victim.pid, signal.SIGKILL)
    assert victim.wait() == -signal.SIGKILL
    left = SignatureImport.objects.get()
    assert (left.state, 0 < left.rows < one.rows) == ("running", True)
    assert_tally_is_true(petition)
    answer = subprocess.run(
        command, cwd=ROOT, env=program_environment, capture_output=True, check=True, text=True
    )
    told = json.loads(answer.stdout.splitlines()[-1])
    rejects = Path(told.pop("rejects"))
    assert told == truth.figures()[one.name]
    assert rejects.stat().st_mode & 0o777 == 0o600
    assert len(rejects.read_text(encoding="utf-8-sig").splitlines()) == one.rejected + 1
    assert Signature.objects.filter(state__in=COUNTED).count() == len(one.signers)
    assert_tally_is_true(petition)


def wait_for(condition: Callable[[], bool]) -> None:
    stop = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < stop, "it took too long"
        time.sleep(0.01)
