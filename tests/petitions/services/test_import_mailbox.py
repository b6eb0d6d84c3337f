"""Couples on lists: two people share a mailbox, whatever way each of their signatures takes."""

import hashlib
import itertools
import random

import pytest

from core.actors import ANYONE
from groups.identity import DEFAULT_RULES, email_identity, read_email
from petitions.identity import signature_id
from petitions.models import Petition, Receipt, Signature, SignatureState, Transition
from petitions.selectors.tally import waterfall
from petitions.selectors.truth import truth as true_waterfall
from petitions.services import import_work
from petitions.services.decision import withdraw
from petitions.services.import_work import import_pass
from petitions.services.signature import sign_petition
from petitions.services.tally import count_changes
from petitions.sign_form import SignForm
from tests.petitions.list_files import begin, figures, person_in, rehearsed, take_back, take_in
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
EMAIL = "both@example.org"
ANA, BEN, CARLA = f"{EMAIL},Ana Ruiz,94110\n", f"{EMAIL},Ben Ruiz,94110\n", f"{EMAIL},Carla,94110\n"
BEN_ELSEWHERE = f"{EMAIL},Ben Ruiz,94607\n"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story, people_per_mailbox=2)


def rows_of(*lines: str) -> str:
    return "email,name,zip\n" + "".join(lines)


def sign(petition: Petition, name: str, postal_code: str = "94110") -> None:
    email = read_email(EMAIL, DEFAULT_RULES)
    form = SignForm(name, "Ruiz", email, country="US", postal_code=postal_code)
    sign_petition(slug=petition.slug, form=form, actor=ANYONE)


def people() -> list[tuple[int, str, str]]:
    """Slot, given name and state of everyone, the first of the mailbox first."""
    return [
        (row.slot, person_in(row)["given_name"], row.state)
        for row in Signature.objects.order_by("slot")
    ]


def assert_tally_is_true(petition: Petition) -> None:
    count_changes()
    assert waterfall(petition) == true_waterfall(petition)


COUPLE = [(0, "Ana", "attested"), (1, "Ben", "attested")]


def test_in_one_list_a_third_name_is_a_repeat_of_the_second(
    story: Coalition, petition: Petition
) -> None:
    row = take_in(petition, story.lead, rows_of(ANA, BEN, ANA, BEN.upper(), CARLA))
    identity = email_identity(EMAIL)
    assert (people(), figures(row)) == (COUPLE, (0, 3, 0, 2))
    assert dict(Signature.objects.values_list("slot", "pk")) == {
        slot: signature_id(petition.pk, identity, slot) for slot in (0, 1)
    }
    assert list(Signature.objects.order_by("slot").values_list("repeats", flat=True)) == [1, 2]
    assert_tally_is_true(petition)


def test_a_petition_of_single_people_counts_a_mailbox_once(story: Coalition) -> None:
    row = take_in(open_petition_of(story), story.lead, rows_of(ANA, BEN))
    assert (people(), figures(row)) == ([(0, "Ana", "attested")], (0, 1, 0, 1))


@pytest.mark.parametrize("batch_rows", [1, 1000])
def test_in_two_lists_each_person_counts_once(
    story: Coalition, petition: Petition, batch_rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_work, "BATCH_ROWS", batch_rows)
    first = take_in(petition, story.groups[0], rows_of(ANA))
    second = take_in(petition, story.groups[1], rows_of(BEN, BEN))
    third = take_in(petition, story.groups[2], rows_of(CARLA, ANA, BEN))
    assert people() == COUPLE
    assert [figures(row) for row in (first, second, third)] == [
        (0, 0, 0, 1),
        (0, 1, 0, 1),
        (0, 1, 2, 0),
    ]
    assert_tally_is_true(petition)


def test_the_same_name_is_the_same_person_in_any_case_and_place(
    story: Coalition, petition: Petition
) -> None:
    row = take_in(petition, story.lead, rows_of(ANA, f"{EMAIL},ÁNA  RUIZ,10001\n", BEN))
    again = take_in(petition, story.groups[1], rows_of(BEN_ELSEWHERE))
    assert (figures(row), figures(again)) == ((0, 1, 0, 2), (0, 0, 1, 0))
    assert list(Receipt.objects.values_list("signature__slot", flat=True)) == [1]


@pytest.mark.parametrize("line", [BEN_ELSEWHERE, f"{EMAIL},Ben,\n", f"{EMAIL},,94110\n"])
def test_who_lives_elsewhere_or_has_no_name_is_the_first_again(
    story: Coalition, petition: Petition, line: str
) -> None:
    row = take_in(petition, story.lead, rows_of(ANA, line))
    assert (people(), figures(row)) == ([(0, "Ana", "attested")], (0, 1, 0, 1))


def test_a_hash_is_the_first_person_until_a_list_names_them(
    story: Coalition, petition: Petition
) -> None:
    hashed = f"email_sha256,zip\n{hashlib.sha256(EMAIL.encode()).hexdigest()},94110\n"
    take_in(petition, story.groups[0], hashed)
    row = take_in(petition, story.groups[1], rows_of(ANA, BEN))
    take_in(petition, story.groups[2], hashed + "\n")
    assert (people(), figures(row)) == (COUPLE, (0, 0, 1, 1))
    assert Receipt.objects.get(source__group=story.groups[2]).signature.slot == 0


def test_a_list_and_then_the_second_person_online(story: Coalition, petition: Petition) -> None:
    take_in(petition, story.lead, rows_of(ANA))
    sign(petition, "Ben")
    assert people() == [(0, "Ana", "attested"), (1, "Ben", "unconfirmed")]
    take_in(petition, story.groups[1], rows_of(BEN))
    assert people() == COUPLE
    assert_tally_is_true(petition)


def test_the_first_person_online_and_then_a_list_with_both(
    story: Coalition, petition: Petition
) -> None:
    sign(petition, "Ana")
    row = take_in(petition, story.lead, rows_of(BEN, CARLA, ANA))
    assert (people(), figures(row)) == (COUPLE, (0, 1, 1, 1))
    assert Transition.objects.get().signature.slot == 0
    assert_tally_is_true(petition)


def test_who_waits_for_confirmation_on_a_listed_row_is_known_by_that_name(
    story: Coalition, petition: Petition
) -> None:
    sign(petition, "Anna")
    take_in(petition, story.groups[0], f"email,zip\n{EMAIL},94110\n")
    row = take_in(petition, story.groups[1], rows_of(f"{EMAIL},Anna Ruiz,94110\n", BEN))
    assert figures(row) == (0, 0, 1, 1)
    assert list(Signature.objects.order_by("slot").values_list("slot", "state")) == [
        (0, "attested"),
        (1, "attested"),
    ]


def test_the_second_person_stays_the_second_when_the_first_has_left(
    story: Coalition, petition: Petition
) -> None:
    take_in(petition, story.lead, rows_of(ANA, BEN))
    withdraw(signature_id=signature_id(petition.pk, email_identity(EMAIL)))
    row = take_in(petition, story.groups[1], rows_of(BEN))
    sign(petition, "Ben")
    assert figures(row) == (0, 0, 1, 0)
    second = Signature.objects.get(slot=1)
    assert (Signature.objects.count(), second.state) == (2, SignatureState.ATTESTED)
    assert (second.receipts.count(), second.pending is not None) == (2, True)


def test_an_undone_list_leaves_the_second_person_to_others(
    story: Coalition, petition: Petition
) -> None:
    first = take_in(petition, story.groups[0], rows_of(ANA, BEN))
    take_in(petition, story.groups[1], rows_of(BEN))
    take_back(first)
    assert people() == [(1, "Ben", "attested")]
    row = take_in(petition, story.groups[2], rows_of(BEN, CARLA))
    assert figures(row) == (0, 0, 1, 1)
    assert people() == [(0, "Carla", "attested"), (1, "Ben", "attested")]
    assert_tally_is_true(petition)


def test_the_same_file_again_changes_nothing(story: Coalition, petition: Petition) -> None:
    data = rows_of(ANA, BEN, CARLA)
    first = take_in(petition, story.lead, data)
    again = take_in(petition, story.lead, data)
    assert (again.pk, figures(again), people()) == (first.pk, (0, 1, 0, 2), COUPLE)
    other = take_in(petition, story.groups[1], data)
    assert (figures(other), people()) == ((0, 1, 2, 0), COUPLE)


def mixed_list(seed: int) -> str:
    """Few mailboxes, names and places in many rows: everything meets everything."""
    emails = [f"home{number}@example.org" for number in range(25)]
    hashes = [hashlib.sha256(email.encode()).hexdigest() for email in emails]
    names, codes = ["Ana", "ANA", "Ben", "Carla", ""], ["94110", "94607", ""]
    named = itertools.product(emails, names, codes)
    every = [f"{email},,{name},{code}\n" for email, name, code in named]
    every += [f",{hashed},,94110\n" for hashed in hashes] + ["nobody,,Dan,94110\n"]
    return "email,email_sha256,name,zip\n" + "".join(random.Random(seed).choices(every, k=150))


@pytest.mark.parametrize("batch_rows", [29, 1000])
def test_a_rehearsal_gives_the_figures_whatever_the_batches(
    story: Coalition, petition: Petition, batch_rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_work, "BATCH_ROWS", batch_rows)
    monkeypatch.setattr("petitions.selectors.import_rehearsal.BATCH_ROWS", 40)
    sign(petition, "Ana")
    for seed, group in enumerate(story.groups):
        expected = rehearsed(petition, mixed_list(seed))
        assert figures(take_in(petition, group, mixed_list(seed))) == expected
    assert_tally_is_true(petition)


def test_an_import_that_is_taken_up_again_comes_to_the_same(
    story: Coalition, petition: Petition, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    monkeypatch.setattr(import_work, "BATCH_ROWS", 10)
    settings.DUTY_PASS_SECONDS = 1e-9  # type: ignore[attr-defined]  # pytest's own type
    expected = rehearsed(petition, mixed_list(4))
    row = begin(petition, story.lead, mixed_list(4))
    passes = [import_pass().sent for _ in range(15)]
    row.refresh_from_db()
    assert (passes, figures(row)) == ([0] * 14 + [1], expected)
