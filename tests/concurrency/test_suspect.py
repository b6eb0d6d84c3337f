"""Several people decide about suspects at once, and the person signs meanwhile."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import StateConflict
from core.models import Message
from petitions.evidence import is_tombstone
from petitions.models import Petition, Signature, SuspectProposal, Transition, Verdict
from petitions.services.suspect_proposal import propose_about_suspects
from petitions.services.suspect_signature import decide_all_suspects, decide_suspects
from petitions.services.tally import recount
from tests.concurrency.crowd import at_once, in_background, wait_until_blocked
from tests.petitions.signing import sign
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db(transaction=True)
SUSPECTS = 20


@pytest.fixture
def story() -> Coalition:
    return coalition_of(1)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


def address(number: int) -> str:
    return f"p{number}@example.org"


def suspects_of(petition: Petition) -> list[Signature]:
    return [sign(petition, suspect="too_fast", email=address(number)) for number in range(SUSPECTS)]


def test_of_two_verdicts_at_once_each_signature_gets_one(
    story: Coalition, petition: Petition
) -> None:
    [source_id] = {row.source_id for row in suspects_of(petition)}
    until = timezone.now()
    decide = partial(
        decide_all_suspects, petition=petition, reason="too_fast", source_id=source_id,
        until=until, actor=story.actor(),
    )  # fmt: skip
    verdicts = [Verdict.KEEP, Verdict.EXCLUDE] * 4
    decided = at_once([partial(decide, verdict=verdict) for verdict in verdicts], threads=8)

    assert sum(one.done for one in decided) == SUSPECTS
    kept = set(Signature.objects.filter(state="unconfirmed").values_list("pk", flat=True))
    gone = set(Signature.objects.filter(state="invalidated").values_list("pk", flat=True))
    assert (len(kept) + len(gone), Signature.objects.filter(pk__in=gone, sealed=None).count()) == (
        SUSPECTS,
        len(gone),
    )
    told = Message.objects.filter(dedup_key__endswith=":kept").values_list("about", flat=True)
    assert set(told) == kept
    assert set(Transition.objects.values_list("signature", flat=True)) == gone
    assert recount(petition=petition, actor=SYSTEM).corrected == 0


def test_whoever_signs_while_their_name_is_excluded_is_not_lost(
    story: Coalition, petition: Petition
) -> None:
    rows = suspects_of(petition)
    exclusions = [
        partial(
            decide_suspects, petition=petition, ids=[row.pk], verdict=Verdict.EXCLUDE,
            actor=story.actor(),
        )
        for row in rows
    ]  # fmt: skip
    signings = [partial(sign, petition, email=address(number)) for number in range(SUSPECTS)]
    at_once([one for pair in zip(exclusions, signings, strict=True) for one in pair])

    after = list(Signature.objects.all())
    assert len(after) == SUSPECTS
    assert [row.pk for row in after if is_tombstone(row) or row.suspect] == []
    assert recount(petition=petition, actor=SYSTEM).corrected == 0


def test_no_proposal_outlives_a_decision_made_at_the_same_time(
    story: Coalition, petition: Petition
) -> None:
    rows = suspects_of(petition)
    propose = partial(
        propose_about_suspects, petition=petition, reason="too_fast", source_id=rows[0].source_id,
        verdict=Verdict.KEEP, note="", actor=story.actor(),
    )  # fmt: skip
    ids = [row.pk for row in rows]
    decide = partial(
        decide_suspects, petition=petition, ids=ids, verdict=Verdict.KEEP, actor=story.actor()
    )
    with transaction.atomic():
        decide()
        late = in_background(propose)
        wait_until_blocked()
    with pytest.raises(StateConflict):
        late.result(timeout=30)
    assert not SuspectProposal.objects.exists()


def test_proposals_at_once_leave_one(story: Coalition, petition: Petition) -> None:
    rows = suspects_of(petition)
    propose = partial(
        propose_about_suspects, petition=petition, reason="too_fast", source_id=rows[0].source_id,
        note="",
    )  # fmt: skip
    verdicts = [Verdict.KEEP, Verdict.EXCLUDE] * 4
    at_once([partial(propose, verdict=one, actor=story.actor()) for one in verdicts], threads=8)
    assert SuspectProposal.objects.count() == 1


def test_who_proposes_and_who_decides_at_once_do_not_wait_for_each_other_in_a_circle(
    story: Coalition, petition: Petition
) -> None:
    rows = suspects_of(petition)
    actor = story.actor()

    def propose(number: int) -> None:
        with suppress(StateConflict):
            propose_about_suspects(
                petition=petition, reason="too_fast", source_id=rows[0].source_id,
                verdict=Verdict.KEEP, note=f"Note {number}", actor=actor,
            )  # fmt: skip

    decide = partial(decide_suspects, petition=petition, verdict=Verdict.EXCLUDE, actor=actor)
    work: list[Callable[[], object]] = []
    for number, row in enumerate(rows):
        work += [partial(propose, number), partial(decide, ids=[row.pk])]

    at_once(work, threads=8)

    assert not SuspectProposal.objects.exists()
    assert Transition.objects.count() == SUSPECTS
