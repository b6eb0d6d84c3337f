"""Imports are taken back: what they alone brought goes, what others know stays."""

import hashlib
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from config.demo.partner_lists import write_partner_lists
from core.errors import Forbidden
from core.models import AuditEntry, StoredChunk
from groups.identity import email_identity
from groups.models import Role
from petitions.identity import signature_id
from petitions.import_figures import figures_of
from petitions.models import (
    Consent,
    Petition,
    Receipt,
    RejectedRow,
    Signature,
    SignatureState,
    Transition,
)
from petitions.selectors.tally import waterfall
from petitions.selectors.truth import truth as true_waterfall
from petitions.services import import_undo, import_work
from petitions.services.decision import confirm, disown, withdraw
from petitions.services.signature_import import request_undo
from petitions.services.tally import count_changes
from tests.petitions.list_files import begin, figures, finish, person_in, take_back, take_in
from tests.stories import Coalition, call, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
NAMED = "email,name,opt in\na@b.org,Ann Lee,yes\n"
NAMED_TOO = "email,name,opt in\nA@B.org,Anna Lee,yes\nnone,,\n"
HASHED = f"email_sha256\n{hashlib.sha256(b'a@b.org').hexdigest()}\n"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(5)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


def ann(petition: Petition) -> Signature:
    return Signature.objects.get(pk=signature_id(petition.pk, email_identity("a@b.org")))


def sign_online(petition: Petition) -> None:
    body = {"given_name": "Annie", "family_name": "Lee", "email": "a@b.org"}
    answer = call("POST", f"/api/v1/petitions/{petition.slug}/signatures/", body=body)
    assert answer.status_code == 201


def assert_tally_is_true(petition: Petition) -> None:
    count_changes()
    assert waterfall(petition) == true_waterfall(petition)


def test_what_only_the_list_brought_is_gone_without_a_trace(
    story: Coalition, petition: Petition
) -> None:
    row = take_back(take_in(petition, story.lead, NAMED_TOO + "a@b.org,Ann,\n"))
    assert (row.state, row.stage) == ("done", "undone")
    left = [
        model.objects.count()
        for model in (Signature, Receipt, Consent, Transition, RejectedRow, StoredChunk)
    ]
    assert left == [0] * 6
    assert_tally_is_true(petition)
    assert waterfall(petition)["received"] == 0
    assert AuditEntry.objects.latest("id").action == "import.undone"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("undone", range(3))
def test_an_undone_list_leaves_what_the_others_say(
    story: Coalition, petition: Petition, order: tuple[int, ...], undone: int
) -> None:
    lists = [NAMED, NAMED_TOO, HASHED]
    rows = {index: take_in(petition, story.groups[index], lists[index]) for index in order}
    take_back(rows[undone])
    left = [index for index in order if index != undone]
    signature = ann(petition)
    assert (signature.source.group, signature.signature_import_id) == (
        story.groups[left[0]],
        rows[left[0]].pk,
    )
    assert signature.state == SignatureState.ATTESTED
    names = {"Ann"} if undone == 1 else {"Anna"} if undone == 0 else {"Ann", "Anna"}
    assert person_in(signature)["given_name"] in names
    groups = Consent.objects.values_list("group", flat=True)
    assert set(groups) == {story.groups[index].pk for index in left if index != 2}
    assert_tally_is_true(petition)
    for index in left:
        take_back(rows[index])
        assert_tally_is_true(petition)
    assert Signature.objects.count() == 0


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_lists_may_be_undone_in_either_order(
    story: Coalition, petition: Petition, tmp_path: Path, order: tuple[int, ...]
) -> None:
    truth = write_partner_lists(tmp_path, people=300, seed=4)
    rows = [take_in(petition, story.groups[n], truth.lists[n].path) for n in (0, 1, 4)]
    for index in order:
        take_back(rows[index])
        assert_tally_is_true(petition)
    assert Signature.objects.count() == len(truth.lists[4].signers)
    assert set(Signature.objects.values_list("signature_import", flat=True)) == {rows[2].pk}
    again = [take_in(petition, story.groups[n], truth.lists[n].path) for n in (0, 1)]
    assert [figures_of(row).as_json() for row in again] == [
        truth.figures(["e_platform.csv", truth.lists[0].name])[truth.lists[0].name],
        truth.figures(["e_platform.csv", "a_action_network.csv", "b_spreadsheet.csv"])[
            "b_spreadsheet.csv"
        ],
    ]
    assert_tally_is_true(petition)


def test_a_hash_that_a_list_had_named_is_a_hash_again(story: Coalition, petition: Petition) -> None:
    take_in(petition, story.groups[0], HASHED)
    take_back(take_in(petition, story.groups[1], NAMED))
    signature = ann(petition)
    assert (signature.state, signature.named, signature.sealed) == ("hashed", False, None)
    assert list(
        Transition.objects.order_by("pk").values_list("from_state", "to_state", "cause")
    ) == [("hashed", "attested", "list"), ("attested", "hashed", "undo")]
    assert_tally_is_true(petition)


def test_who_signed_online_first_is_unconfirmed_again(story: Coalition, petition: Petition) -> None:
    sign_online(petition)
    typed = bytes(ann(petition).sealed or b"")
    take_back(take_in(petition, story.groups[1], NAMED))
    signature = ann(petition)
    assert (signature.state, signature.named, signature.pending) == ("unconfirmed", True, None)
    assert bytes(signature.sealed or b"") == typed
    assert_tally_is_true(petition)


def test_who_signed_online_afterwards_keeps_what_they_typed(
    story: Coalition, petition: Petition
) -> None:
    row = take_in(petition, story.groups[1], NAMED)
    sign_online(petition)
    take_back(row)
    signature = ann(petition)
    assert (signature.state, signature.signature_import_id) == ("unconfirmed", None)
    assert (person_in(signature)["given_name"], signature.source.group) == ("Annie", story.lead)
    assert Receipt.objects.count() == 0
    assert_tally_is_true(petition)


def test_what_people_decided_stays(story: Coalition, petition: Petition) -> None:
    row = take_in(petition, story.groups[1], NAMED)
    sign_online(petition)
    confirm(signature_id=ann(petition).pk, link_issued_at=timezone.now())
    take_back(row)
    signature = ann(petition)
    assert (signature.state, person_in(signature)["given_name"]) == ("confirmed", "Annie")
    assert_tally_is_true(petition)


@pytest.mark.parametrize("decide", [withdraw, disown])
def test_no_undoing_forgets_that_a_person_said_no(
    story: Coalition, petition: Petition, decide: Callable[..., Signature]
) -> None:
    row = take_in(petition, story.groups[1], NAMED)
    decide(signature_id=ann(petition).pk)
    said = ann(petition).state
    take_back(row)
    assert (ann(petition).state, ann(petition).signature_import_id) == (said, None)
    take_in(petition, story.groups[2], NAMED_TOO)
    assert (ann(petition).state, ann(petition).sealed) == (said, None)
    assert_tally_is_true(petition)


def test_an_import_is_undone_while_it_is_running(
    story: Coalition, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_work, "BATCH_ROWS", 2)
    monkeypatch.setattr(import_undo, "SLICE", 1)
    row = begin(petition, story.lead, "email\n" + "".join(f"a{n}@b.org\n" for n in range(6)))

    def regret(running: object) -> None:
        request_undo(signature_import=row, actor=story.actor(role=Role.STEWARD))

    import_work.work_until_done(row, on_progress=regret)
    assert (row.stage, figures(row), Signature.objects.count()) == ("undone", (0, 0, 0, 2), 0)
    assert_tally_is_true(petition)


def test_the_file_may_come_in_again_after_it_was_taken_back(
    story: Coalition, petition: Petition
) -> None:
    first = take_back(take_in(petition, story.lead, NAMED))
    second = take_in(petition, story.lead, NAMED)
    assert (first.pk == second.pk, figures(second)) == (False, (0, 0, 0, 1))
    assert_tally_is_true(petition)


def test_undoing_twice_is_undoing_once(story: Coalition, petition: Petition) -> None:
    row = take_back(take_in(petition, story.lead, NAMED_TOO))
    again = request_undo(signature_import=row, actor=story.actor(role=Role.STEWARD))
    assert (finish(again).stage, again.undone_at) == ("undone", row.undone_at)
    assert_tally_is_true(petition)


def test_only_stewards_of_the_group_take_back(story: Coalition, petition: Petition) -> None:
    row = take_in(petition, story.groups[1], NAMED)
    for group, role in [(1, Role.ORGANIZER), (1, Role.COORDINATOR), (0, Role.STEWARD)]:
        with pytest.raises(Forbidden):
            request_undo(signature_import=row, actor=story.actor(group=group, role=role))
    assert Signature.objects.count() == 1
