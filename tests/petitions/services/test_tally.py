"""The counter, the recount and the nightly audit."""

import datetime as dt
import logging

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actors import SYSTEM
from core.models import AuditEntry
from petitions.cells import cell_of
from petitions.models import Delta, Display, PublicCount, SignatureState, Tally
from petitions.selectors.tally import public_count, waterfall
from petitions.selectors.tally_in_brief import live_waterfall
from petitions.selectors.truth import truth
from petitions.services.delta import write_deltas
from petitions.services.tally import audit_pass, count_changes, recount
from tests.petitions.ballot_box import PLACES, BallotBox, ballot_box

pytestmark = pytest.mark.django_db
STATES = list(SignatureState)


def test_everything_received_is_in_one_part_of_the_waterfall() -> None:
    box = ballot_box()
    for state in STATES:
        box.sign(state=state)
    anonymous = box.sign(state=SignatureState.CONFIRMED, display=Display.ANONYMOUS)
    box.repeat(anonymous)
    box.deliver_again(anonymous, source=1)
    box.reject(source=2, rows=4)
    count_changes()
    assert waterfall(box.petition) == {
        "received": 13,
        "rejected": 4,
        "duplicates": 2,
        "unconfirmed": 1,
        "confirmed": 2,
        "attested": 2,
        "withdrawn": 1,
        "invalidated": 1,
        "counted": 4,
        "deliverable": 2,
    }
    assert truth(box.petition) == waterfall(box.petition)
    assert public_count(box.petition.pk) == 4


def test_staff_see_what_is_not_counted_yet_and_the_public_does_not() -> None:
    box = ballot_box()
    box.sign()
    assert (waterfall(box.petition)["counted"], public_count(box.petition.pk)) == (1, 0)
    count_changes()
    assert (waterfall(box.petition)["counted"], public_count(box.petition.pk)) == (1, 1)


def test_a_withdrawal_is_gone_from_the_public_count_at_once() -> None:
    box = ballot_box()
    first = box.sign()
    box.sign()
    count_changes()
    box.move(first, SignatureState.WITHDRAWN)
    assert public_count(box.petition.pk) == 1
    box.sign()
    box.sign()
    assert public_count(box.petition.pk) == 2, "arrivals wait, and never above the truth of 3"
    count_changes()
    assert public_count(box.petition.pk) == 3


def test_better_evidence_makes_no_dip_in_the_public_count() -> None:
    box = ballot_box()
    hashed = [box.sign(state=SignatureState.HASHED) for _ in range(5)]
    count_changes()
    for signature in hashed:
        box.move(signature, SignatureState.ATTESTED)
    assert public_count(box.petition.pk) == 5


def test_a_pass_takes_every_delta_and_leaves_no_empty_cell() -> None:
    box = ballot_box()
    signature = box.sign(state=SignatureState.UNCONFIRMED)
    count_changes()
    box.move(signature, SignatureState.CONFIRMED)
    count_changes()
    assert Delta.objects.count() == 0
    assert list(Tally.objects.values_list("state", "n")) == [("confirmed", 1)]


def test_petitions_are_counted_apart() -> None:
    one, other = ballot_box(), ballot_box()
    one.sign()
    other.sign()
    other.sign()
    count_changes()
    assert (public_count(one.petition.pk), public_count(other.petition.pk)) == (1, 2)


def test_a_recount_repairs_every_kind_of_damage_and_says_so() -> None:
    box = ballot_box()
    box.sign(source=0)
    box.sign(source=1)
    count_changes()
    lost = Tally.objects.get(source=box.sources[0])
    lost.delete()
    Tally.objects.filter(source=box.sources[1]).update(n=7)
    PublicCount.objects.update(counted=99)
    box.sign(source=2)
    result = recount(petition=box.petition, actor=SYSTEM)
    assert (result.before["counted"], result.after["counted"], result.corrected) == (8, 3, 2)
    assert result.after == truth(box.petition)
    assert public_count(box.petition.pk) == 3
    entry = AuditEntry.objects.get(action="tally.repaired")
    assert entry.subject_id == str(box.petition.pk)
    assert entry.detail == {
        "before": result.before,
        "after": result.after,
        "corrected_cells": 2,
    }


def test_a_recount_of_a_right_tally_changes_nothing() -> None:
    box = ballot_box()
    box.sign()
    box.sign(state=SignatureState.UNCONFIRMED)
    result = recount(petition=box.petition, actor=SYSTEM)
    assert (result.before, result.corrected) == (result.after, 0)
    assert AuditEntry.objects.count() == 0


def test_a_change_below_zero_does_not_stop_the_counter(caplog: pytest.LogCaptureFixture) -> None:
    box, other = ballot_box(), ballot_box()
    signature = box.sign()
    write_deltas([(cell_of(signature), -5)])
    other.sign()
    with caplog.at_level(logging.ERROR):
        count_changes()
        count_changes()
    assert "below zero" in caplog.text
    assert (public_count(box.petition.pk), public_count(other.petition.pk)) == (1, 1)
    assert Delta.objects.count() == 0


def test_the_nightly_audit_reaches_each_petition_once_a_night() -> None:
    box = ballot_box()
    box.sign()
    count_changes()
    with time_machine.travel(dt.datetime(2026, 7, 1, 2, 0, tzinfo=dt.UTC), tick=False):
        audit_pass()
        Tally.objects.update(n=5)
        audit_pass()
        assert waterfall(box.petition)["counted"] == 5, "this night was audited already"
    with time_machine.travel(dt.datetime(2026, 7, 1, 3, 0, tzinfo=dt.UTC), tick=False):
        audit_pass()
        assert waterfall(box.petition)["counted"] == 1
        assert PublicCount.objects.get(petition=box.petition).audited_at == timezone.now()


Step = tuple[str, int, int, int]
steps = st.lists(
    st.tuples(
        st.sampled_from(["sign", "move", "repeat", "again", "reject", "remove", "count"]),
        st.integers(0, 5),
        st.integers(0, 3),
        st.integers(0, 30),
    ),
    max_size=25,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps)
def test_whatever_happens_the_tally_is_the_truth(steps: list[Step]) -> None:
    box = ballot_box()
    for step in steps:
        _take(box, step)
        assert waterfall(box.petition) == truth(box.petition)
        assert live_waterfall(box.petition) == truth(box.petition)
        assert 0 <= public_count(box.petition.pk) <= box.counted()
    count_changes()
    assert Delta.objects.count() == 0
    assert public_count(box.petition.pk) == box.counted()
    assert waterfall(box.petition) == truth(box.petition)
    assert recount(petition=box.petition, actor=SYSTEM).corrected == 0
    assert live_waterfall(box.petition) == truth(box.petition)


def _take(box: BallotBox, step: Step) -> None:
    what, state, place, which = step
    there = list(box.petition.signature_set.order_by("received_at"))
    if what == "sign":
        box.sign(
            state=STATES[state], source=place, place=place % len(PLACES), days=which % 3,
            display=Display.ANONYMOUS if which % 4 == 0 else Display.NAME,
        )  # fmt: skip
    elif what == "reject":
        box.reject(source=place, rows=which + 1)
    elif what == "count":
        count_changes()
    elif there:
        signature = there[which % len(there)]
        if what == "move":
            box.move(signature, STATES[state])
        elif what == "repeat":
            box.repeat(signature)
        elif what == "again":
            box.deliver_again(signature, source=place)
        else:
            box.remove(signature)
