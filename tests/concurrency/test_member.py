"""People come onto a list, are edited, leave and are erased at once: each decision stands."""

import itertools
import multiprocessing
import os
import signal
import time
from collections import Counter
from contextlib import suppress
from functools import partial
from multiprocessing.synchronize import Event
from typing import Any

import pytest
from django.db import connection, transaction

from core.errors import MusterError
from groups.models import Member, MemberConsent
from groups.sealed_member import person_of
from groups.selectors.own_member import own_membership
from groups.services.member import update_member
from groups.services.member_decision import erase, unsubscribe
from groups.services.member_enrolment import _Writing
from petitions.models import Consent, Petition, Signature
from petitions.services.consent_enrolment import enrol_pass
from petitions.services.decision import withdraw
from tests.concurrency.crowd import at_once, in_background, wait_until_blocked
from tests.groups.rolls import Roll, a_roll, newcomer
from tests.petitions.list_files import take_in
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


def a_list(number: int) -> str:
    rows = [f"Ana,N{one},n{one}@example.org,10001,yes" for one in range(number)]
    return "\n".join(["first name,last name,email,zip,opt in", *rows])


def listed(number: int) -> tuple[Coalition, Petition]:
    """So many people are owed a place on the list of the second group."""
    story = coalition_of(2)
    petition = open_petition_of(story)
    take_in(petition, story.groups[1], a_list(number))
    return story, petition


def test_many_workers_enrol_everyone_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("petitions.services.consent_enrolment.BATCH", 25)
    listed(200)
    passes = at_once([enrol_pass] * 8, threads=8)
    while enrol_pass().sent:
        pass
    assert sum(done.sent for done in passes) <= 200
    assert (Member.objects.count(), MemberConsent.objects.count()) == (200, 200)
    assert Consent.objects.exclude(due_at=None).count() == 0


def test_the_same_person_through_many_doors_at_once_is_one_member() -> None:
    roll = a_roll()
    doors = [partial(roll.enrol, newcomer(ref=f"petition-{one}")) for one in range(12)]
    outcomes = Counter(outcome for [outcome] in at_once(doors, threads=12))
    assert outcomes == {"added": 1, "known": 11}
    assert (Member.objects.count(), MemberConsent.objects.count()) == (1, 12)


def test_people_in_any_order_wait_for_each_other_in_none() -> None:
    roll = a_roll()
    people = [newcomer(f"n{one}@example.org") for one in range(30)]
    at_once([partial(roll.enrol, *people), partial(roll.enrol, *reversed(people))] * 6, threads=12)
    assert Member.objects.count() == 30


def change(roll: Roll, member: Member, name: str) -> str:
    try:
        update_member(
            group=roll.group,
            member_id=member.pk,
            changes={"given_name": name},
            version=member.version,
            actor=roll.actor(),
        )
    except MusterError as error:
        return error.code
    return name


def test_of_two_stewards_who_edit_at_once_one_is_told() -> None:
    roll = a_roll()
    member = roll.add()
    answers = at_once([partial(change, roll, member, name) for name in ("Anna", "Hanna")])
    [winner] = [answer for answer in answers if answer != "precondition_failed"]
    assert len(answers) == 2
    row = Member.objects.get()
    assert (person_of(row).given_name, row.version) == (winner, 2)


@pytest.mark.parametrize(("stop", "state"), [(unsubscribe, "unsubscribed"), (erase, "erased")])
def test_what_a_person_decides_stands_whatever_lists_do_meanwhile(stop: Any, state: str) -> None:
    roll = a_roll()
    roll.enrol(newcomer(minutes=-10))
    pk = Member.objects.get().pk
    work = [partial(roll.enrol, newcomer(minutes=None, ref=f"list-{one}")) for one in range(10)]
    work.insert(5, partial(stop, member_id=pk))
    at_once(work, threads=11)
    row = Member.objects.get()
    standing = MemberConsent.objects.filter(withdrawn_at=None).count()
    assert (row.state, row.consented, standing) == (state, False, 0)


def test_an_erasure_waits_for_an_enrolment_under_way_and_wins() -> None:
    roll = a_roll()
    roll.enrol(newcomer(minutes=-10))
    pk = Member.objects.get().pk
    with transaction.atomic():
        roll.enrol(newcomer(minutes=-1, ref="other"))
        late = in_background(partial(erase, member_id=pk))
        wait_until_blocked()
    late.result(timeout=30)
    assert Member.objects.values_list("state", "sealed").get() == ("erased", None)


def test_a_signature_that_is_being_withdrawn_is_passed_over() -> None:
    listed(3)
    row = Signature.objects.order_by("pk").first()
    assert row is not None
    with transaction.atomic():
        withdraw(signature_id=row.pk)
        done = in_background(enrol_pass).result(timeout=30)
    assert (done.sent, done.pending) == (2, 1)
    assert enrol_pass().sent == 0
    assert Member.objects.count() == 2


def test_a_worker_killed_in_the_middle_leaves_whole_batches_and_the_rest_is_due(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("petitions.services.consent_enrolment.BATCH", 20)
    listed(100)
    connection.close()  # a forked child must not share it
    fork = multiprocessing.get_context("fork")
    in_the_middle = fork.Event()
    child = fork.Process(target=_enrol_and_stop_in_the_third_batch, args=[in_the_middle])
    child.start()
    assert in_the_middle.wait(20)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join(20)

    assert (Member.objects.count(), MemberConsent.objects.count()) == (40, 40)
    assert Consent.objects.exclude(due_at=None).count() == 60
    stop = time.monotonic() + 20  # the server may take a moment to let go of what it had locked
    while enrol_pass().pending and time.monotonic() < stop:
        pass
    assert (Member.objects.count(), MemberConsent.objects.count()) == (100, 100)


def _enrol_and_stop_in_the_third_batch(in_the_middle: Event) -> None:
    write, batches = _Writing.write, itertools.count(1)

    def write_and_stop(writing: _Writing) -> None:
        write(writing)
        if next(batches) == 3:
            in_the_middle.set()
            time.sleep(60)

    _Writing.write = write_and_stop  # type: ignore[assignment, method-assign]  # here only
    enrol_pass()


def test_two_moves_and_an_unsubscription_by_the_old_link_all_at_once() -> None:
    """Each round: one move wins, and whoever stopped the mail is not written to at any address."""
    for number in range(6):
        roll = a_roll()
        roll.enrol(newcomer(minutes=-10))
        member = Member.objects.get(group=roll.group)
        moves = [partial(move, roll, member, f"ana{one}@new.example") for one in range(3)]
        again = partial(roll.enrol, newcomer(minutes=None, ref="list"))
        stop = partial(erase if number % 2 else unsubscribe, member_id=member.pk)
        at_once([*moves, again, stop, again], threads=6)

        roll.enrol(newcomer(minutes=None, ref="later"))
        rows = Member.objects.filter(group=roll.group)
        assert set(rows.values_list("state", flat=True)) == {
            "erased" if number % 2 else "unsubscribed"
        }
        assert number % 2 or rows.count() == 1
        assert own_membership(member.pk).state != "active"
        assert MemberConsent.objects.filter(member__in=rows, withdrawn_at=None).count() == 0


def move(roll: Roll, member: Member, email: str) -> None:
    with suppress(MusterError):
        update_member(
            group=roll.group,
            member_id=member.pk,
            changes={"email": email},
            version=member.version,
            actor=roll.actor(),
        )


def test_an_unsubscription_waits_for_a_move_under_way_and_follows_it() -> None:
    roll = a_roll()
    roll.enrol(newcomer(minutes=-10))
    member = Member.objects.get()
    with transaction.atomic():
        move(roll, member, "ana@new.example")
        late = in_background(partial(unsubscribe, member_id=member.pk))
        wait_until_blocked()
    late.result(timeout=30)
    assert Member.objects.values_list("state", "consented").get() == ("unsubscribed", False)
    assert Member.objects.get().pk != member.pk
