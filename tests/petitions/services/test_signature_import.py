"""Lists come in: figures, evidence, receipts, consents, permission, and the tally beside them."""

import hashlib
import itertools
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.demo.partner_lists import Truth, write_partner_lists
from core.actors import SYSTEM, Actor
from core.errors import Forbidden, Invalid, StateConflict, UnsupportedMedia
from core.models import AuditEntry, StoredChunk
from groups.identity import email_identity, paper_identity
from groups.lists.layout import survey
from groups.lists.rejects import REASONS
from groups.models import Role, Staff
from petitions.identity import signature_id
from petitions.import_figures import figures_of
from petitions.models import (
    Petition,
    PetitionState,
    Signature,
    SignatureImport,
    SignatureState,
    Source,
)
from petitions.selectors.import_rehearsal import Rehearsal
from petitions.selectors.signature_import import rejects_file
from petitions.selectors.tally import waterfall
from petitions.selectors.truth import truth as true_waterfall
from petitions.services import import_work
from petitions.services.signature_import import request_import
from petitions.services.tally import count_changes
from tests.petitions.list_files import begin, figures, finish, take_in
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(5)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


def signature_of(petition: Petition, email: str) -> Signature:
    return Signature.objects.get(pk=signature_id(petition.pk, email_identity(email)))


def sha256(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()


def assert_tally_is_true(petition: Petition) -> None:
    count_changes()
    assert waterfall(petition) == true_waterfall(petition)


def import_all(
    story: Coalition, petition: Petition, truth: Truth, order: tuple[int, ...] = (0, 1, 2, 3, 4)
) -> dict[str, dict[str, int]]:
    found = {}
    for index in order:
        one = truth.lists[index]
        row = take_in(petition, story.groups[index], one.path)
        found[one.name] = figures_of(row).as_json()
    return found


@pytest.mark.parametrize(("people", "seed"), [(0, 1), (3, 2), (400, 3), (1200, 4)])
def test_the_figures_of_every_file_are_the_truth(
    story: Coalition, petition: Petition, tmp_path: Path, people: int, seed: int
) -> None:
    truth = write_partner_lists(tmp_path, people=people, seed=seed)
    assert import_all(story, petition, truth) == truth.figures()
    assert Signature.objects.filter(petition=petition).count() == truth.unique_signers
    hashed = Signature.objects.filter(petition=petition, state=SignatureState.HASHED)
    assert hashed.count() == truth.hashed_only
    assert_tally_is_true(petition)
    rows = sum(one.rows for one in truth.lists)
    counts = waterfall(petition)
    assert (counts["received"], counts["counted"]) == (rows, truth.unique_signers)
    assert counts["deliverable"] == truth.unique_signers - truth.hashed_only


def test_the_total_does_not_depend_on_the_order(story: Coalition, tmp_path: Path) -> None:
    truth = write_partner_lists(tmp_path, people=60, seed=9)
    names = [one.name for one in truth.lists]
    for order in random.Random(1).sample(list(itertools.permutations(range(5))), 12):
        petition = open_petition_of(story)
        in_order = [names[index] for index in order]
        assert import_all(story, petition, truth, order) == truth.figures(in_order)
        states = Signature.objects.filter(petition=petition).values_list("state", flat=True)
        assert (len(states), list(states).count("hashed")) == (
            truth.unique_signers,
            truth.hashed_only,
        )


def test_small_batches_find_repeats_across_them(
    story: Coalition, petition: Petition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_work, "BATCH_ROWS", 37)
    truth = write_partner_lists(tmp_path, people=500, seed=5)
    assert import_all(story, petition, truth) == truth.figures()
    assert_tally_is_true(petition)


def test_the_same_file_again_is_the_same_import_and_changes_nothing(
    story: Coalition, petition: Petition, tmp_path: Path
) -> None:
    truth = write_partner_lists(tmp_path, people=200, seed=6)
    path = truth.lists[0].path
    first = take_in(petition, story.lead, path)
    before = list(Signature.objects.order_by("pk").values())
    again, made = request_import(
        petition=petition,
        group=story.lead,
        open_file=lambda: path.open("rb"),
        name="another name.csv",
        actor=SYSTEM,
    )
    assert (again.pk, made, again.state) == (first.pk, False, "done")
    assert import_work.import_pass().sent == 0
    assert list(Signature.objects.order_by("pk").values()) == before
    assert_tally_is_true(petition)


def test_the_same_file_of_another_group_is_another_import(
    story: Coalition, petition: Petition
) -> None:
    data = "email,name\na@b.org,Ann\na@b.org,Ann\n"
    assert figures(take_in(petition, story.groups[0], data)) == (0, 1, 0, 1)
    assert figures(take_in(petition, story.groups[1], data)) == (0, 1, 1, 0)
    assert_tally_is_true(petition)
    assert waterfall(petition)["duplicates"] == 3


def test_rejected_rows_come_back_with_line_and_reason(story: Coalition, petition: Petition) -> None:
    data = "name,email\nAnn,none\nBo,b@c.org\n=1+1,\n"
    row = take_in(petition, story.lead, data)
    lines = b"".join(rejects_file(row)).decode("utf-8-sig").splitlines()
    assert lines == [
        "line,code,reason,name,email",
        f"2,email.invalid,{REASONS['email.invalid']},Ann,none",
        f'4,email.blank,"{REASONS["email.blank"]}",\'=1+1,',
    ]
    assert_tally_is_true(petition)
    assert waterfall(petition)["rejected"] == 2
    corrected = "\r\n".join(lines).replace("Ann,none", "Ann,ann@c.org")
    again = take_in(petition, story.lead, corrected)
    assert (figures(again), again.layout["ignored"]) == ((1, 0, 0, 1), [])


def test_a_signature_of_tomorrow_is_rejected(story: Coalition, petition: Petition) -> None:
    row = take_in(petition, story.lead, "email,date\na@b.org,2999-01-31\nb@c.org,2020-01-31\n")
    assert figures(row) == (1, 0, 0, 1)
    assert row.rejected_rows.get().reason == "date.future"


def test_the_uploaded_list_is_erased_once_it_is_imported(
    story: Coalition, petition: Petition
) -> None:
    row = begin(petition, story.lead, "email\na@b.org\n")
    assert StoredChunk.objects.count() == 1
    finish(row)
    assert StoredChunk.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "error", "code"),
    [
        (b"", Invalid, "empty_file"),
        (b"emial\nx\n", Invalid, "missing_header"),
        (b"PK\x03\x04", UnsupportedMedia, "magic_bytes"),
        (b'email,x\na@b.org,"', Invalid, "unterminated_quote"),
    ],
)
def test_a_file_that_cannot_be_read_writes_nothing(
    story: Coalition, petition: Petition, data: bytes, error: type[Exception], code: str
) -> None:
    with pytest.raises(error) as refusal:
        begin(petition, story.lead, data)
    assert refusal.value.code == code  # type: ignore[attr-defined]  # pytest's own type
    kept = (SignatureImport, StoredChunk, Source)
    assert [model.objects.count() for model in kept] == [0, 0, 0]


def test_only_stewards_of_a_partner_import(story: Coalition, petition: Petition) -> None:
    outsiders = coalition_of(1)
    steward = story.actor(group=1, role=Role.STEWARD)
    cases = [
        (story.groups[1], story.actor(group=1, role=Role.ORGANIZER)),
        (story.groups[1], story.actor(group=1, role=Role.COORDINATOR)),
        (story.groups[2], steward),
        (outsiders.lead, outsiders.actor(role=Role.STEWARD)),
        (story.groups[1], Actor()),
    ]
    for group, actor in cases:
        with pytest.raises(Forbidden):
            begin(petition, group, "email\na@b.org\n", actor=actor)
    assert begin(petition, story.groups[1], "email\na@b.org\n", actor=steward).state == "pending"


def test_nothing_is_imported_into_what_was_delivered(story: Coalition, petition: Petition) -> None:
    Petition.objects.update(state=PetitionState.DELIVERED)
    petition.refresh_from_db()
    with pytest.raises(StateConflict):
        begin(petition, story.lead, "email\na@b.org\n")


def test_an_importer_who_loses_the_role_loses_the_rest_of_the_import(
    story: Coalition, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_work, "BATCH_ROWS", 2)
    actor = story.actor(role=Role.STEWARD)
    data = "email\n" + "".join(f"a{n}@b.org\n" for n in range(6))
    row = begin(petition, story.lead, data, actor=actor)

    def lose_role(row: SignatureImport) -> None:
        Staff.objects.filter(user=actor.user_id).update(ended_at=datetime.now(UTC))

    import_work.work_until_done(row, on_progress=lose_role)
    assert (row.state, row.last_error, row.rows, row.new) == ("failed", "permission_lost", 2, 2)
    assert Signature.objects.count() == 2
    assert AuditEntry.objects.latest("id").action == "import.stopped"
    assert_tally_is_true(petition)
    successor = begin(petition, story.lead, data)
    assert (successor.pk, finish(successor).state, successor.new) == (row.pk, "done", 6)


def test_a_pass_works_for_its_time_and_the_next_goes_on(
    story: Coalition, petition: Petition, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    monkeypatch.setattr(import_work, "BATCH_ROWS", 10)
    settings.DUTY_PASS_SECONDS = 1e-9  # type: ignore[attr-defined]  # pytest's own type
    data = "email\n" + "".join(f"a{n}@b.org\n" for n in range(350))
    row = begin(petition, story.lead, data)
    passes = [import_work.import_pass() for _ in range(35)]
    row.refresh_from_db()
    assert ([one.sent for one in passes], row.state) == ([0] * 34 + [1], "done")
    assert figures(row) == (0, 0, 0, 350)


def test_a_rehearsal_gives_the_figures_and_writes_nothing(
    story: Coalition, petition: Petition, tmp_path: Path
) -> None:
    truth = write_partner_lists(tmp_path, people=300, seed=8)
    take_in(petition, story.groups[0], truth.lists[0].path)
    one = truth.lists[4]
    before = (Signature.objects.count(), SignatureImport.objects.count(), Source.objects.count())
    rehearsal = Rehearsal(petition=petition, layout=survey(lambda: one.path.open("rb"), one.name))
    expected = truth.figures([truth.lists[0].name, one.name])[one.name]
    assert rehearsal.figures(lambda: one.path.open("rb")).as_json() == expected
    assert len(rehearsal.rejects) == one.rejected
    after = (Signature.objects.count(), SignatureImport.objects.count(), Source.objects.count())
    assert after == before


def test_a_paper_list_meets_itself_in_capitals(story: Coalition, petition: Petition) -> None:
    data = "Name\tStreet\tZip\nYusuf Yılmaz\t1 Elm St\t02139\nYUSUF YILMAZ\t1 ELM ST.\t2139\n"
    row = take_in(petition, story.lead, data.encode("utf-16"), name="paper.tsv")
    assert figures(row) == (0, 1, 0, 1)
    identity = paper_identity("Yusuf Yılmaz", "1 Elm St", "02139")
    assert Signature.objects.get().pk == signature_id(petition.pk, identity)
