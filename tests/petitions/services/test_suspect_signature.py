"""Suspects are kept or excluded, once, by who may; history and tally follow."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import Forbidden, Invalid, NotFound, StateConflict
from core.models import AuditEntry, Message
from core.outbox import composer
from groups.models import Role
from petitions.models import (
    Confirmation,
    Consent,
    Petition,
    Signature,
    SignatureState,
    SuspectProposal,
    Transition,
    Verdict,
)
from petitions.selectors.own_signature import own_signature
from petitions.selectors.suspect_signature import masked_suspects, suspect_counts
from petitions.selectors.tally import waterfall
from petitions.services.decision import confirm, disown
from petitions.services.suspect_proposal import propose_about_suspects
from petitions.services.suspect_signature import (
    Decided,
    decide_all_suspects,
    decide_suspects,
)
from petitions.services.tally import recount
from tests.petitions.signing import sign
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


def suspect_of(story: Coalition, petition: Petition, group: int = 1, **fields: Any) -> Signature:
    source = story.groups[group].slug
    return sign(petition, suspect="too_fast", source=source, **fields)


def states(petition: Petition) -> dict[str, int]:
    """The parts of the waterfall that are not zero; the recount finds nothing to repair."""
    assert recount(petition=petition, actor=SYSTEM).corrected == 0
    names = ("unconfirmed", "confirmed", "invalidated", "counted")
    shown = waterfall(petition)
    return {name: shown[name] for name in names if shown[name]}  # type: ignore[literal-required]  # its keys


def mails_of(row: Signature) -> list[bool]:
    """For each message owed about it, whether it says anything."""
    rows = Message.objects.filter(about=row.pk).order_by("created_at")
    return [composer(one.kind)(one) is not None for one in rows]


def test_an_excluded_suspect_is_erased_and_counted_as_invalidated(
    story: Coalition, petition: Petition
) -> None:
    row = suspect_of(story, petition, subscribe=[story.groups[1].slug])
    steward = story.actor(group=1, role=Role.STEWARD)
    given = {"petition": petition, "ids": [row.pk], "actor": steward}
    assert decide_suspects(verdict=Verdict.EXCLUDE, **given) == Decided(1)
    for verdict in Verdict:
        assert decide_suspects(verdict=verdict, **given) == Decided(0, others=1)
    row.refresh_from_db()
    assert (row.state, row.sealed, row.named, row.suspect) == (
        SignatureState.INVALIDATED,
        None,
        False,
        "too_fast",
    )
    assert (states(petition), Consent.objects.count()) == ({"invalidated": 1}, 0)
    told = Transition.objects.get(signature=row)
    assert (told.from_state, told.to_state, told.cause, told.actor_user_id) == (
        "unconfirmed",
        "invalidated",
        "invalidated",
        steward.user_id,
    )
    entry = AuditEntry.objects.get(action="suspects.excluded")
    assert (entry.group_id, entry.detail) == (story.groups[1].pk, {"signatures": 1})


def test_whose_name_was_misused_can_still_sign(story: Coalition, petition: Petition) -> None:
    row = suspect_of(story, petition)
    steward = story.actor(group=1, role=Role.STEWARD)
    decide_suspects(petition=petition, ids=[row.pk], verdict=Verdict.EXCLUDE, actor=steward)
    sign(petition, suspect="honeypot")
    assert mails_of(row) == [False]
    Message.objects.update(created_at=timezone.now() - dt.timedelta(minutes=20))
    sign(petition, given_name="Real")
    assert mails_of(row)[-1] is True
    assert states(petition) == {"invalidated": 1}
    confirm(signature_id=row.pk, link_issued_at=timezone.now())
    assert own_signature(row.pk).person["given_name"] == "Real"
    assert states(petition) == {"confirmed": 1, "counted": 1}
    disown(signature_id=row.pk)
    sign(petition)
    row.refresh_from_db()
    assert (row.pending, states(petition)) == (None, {"invalidated": 1})


def test_a_kept_suspect_is_asked_to_confirm(story: Coalition, petition: Petition) -> None:
    row = suspect_of(story, petition)
    assert mails_of(row) == [False]
    coordinator = story.actor(group=1)
    given = {"petition": petition, "ids": [row.pk], "actor": coordinator}
    assert decide_suspects(verdict=Verdict.KEEP, **given) == Decided(1)
    assert decide_suspects(verdict=Verdict.EXCLUDE, **given) == Decided(0, others=1)
    assert (mails_of(row), states(petition)) == ([True, True], {"unconfirmed": 1})
    confirm(signature_id=row.pk, link_issued_at=timezone.now())
    assert states(petition) == {"confirmed": 1, "counted": 1}


def test_where_nobody_is_asked_a_kept_suspect_counts_at_once(story: Coalition) -> None:
    petition = open_petition_of(story, confirmation=Confirmation.NONE)
    row = suspect_of(story, petition)
    assert states(petition) == {"unconfirmed": 1}
    decide_suspects(
        petition=petition, ids=[row.pk], verdict=Verdict.KEEP, actor=story.actor(group=1)
    )
    assert states(petition) == {"confirmed": 1, "counted": 1}


def test_each_group_decides_about_its_own_and_the_lead_about_all(
    story: Coalition, petition: Petition
) -> None:
    own = suspect_of(story, petition)
    other = suspect_of(story, petition, group=0, email="bo@example.org")
    suspect_of(story, petition, group=0, email="cy@example.org")
    organizer = story.actor(group=1, role=Role.ORGANIZER)
    counted = suspect_counts(petition=petition, actor=organizer)
    assert [(one.n, one.may_decide) for one in counted] == [(1, False)]
    given = {"petition": petition, "verdict": Verdict.EXCLUDE}
    with pytest.raises(Forbidden):
        decide_suspects(ids=[own.pk], actor=organizer, **given)
    steward = story.actor(group=1, role=Role.STEWARD)
    assert decide_suspects(ids=[own.pk, other.pk], actor=steward, **given) == Decided(1, others=1)
    lead = story.actor(role=Role.ORGANIZER)
    assert [one.n for one in suspect_counts(petition=petition, actor=lead)] == [2]
    assert [one.name for one in masked_suspects(petition, [other])] == ["Ana C."]
    wanted = {"reason": "too_fast", "source_id": other.source_id}
    early = other.received_at - dt.timedelta(seconds=1)
    assert decide_all_suspects(until=early, actor=lead, **given, **wanted) == Decided(0)
    now = timezone.now()
    assert decide_all_suspects(until=now, actor=steward, **given, **wanted) == Decided(0)
    assert decide_all_suspects(until=now, actor=lead, **given, **wanted) == Decided(2)
    assert states(petition) == {"invalidated": 3}


def propose(story: Coalition, petition: Petition, role: Role = Role.ORGANIZER, **said: Any) -> Any:
    [source_id] = Signature.objects.values_list("source_id", flat=True).distinct()
    usual = {"source_id": source_id, "reason": "too_fast", "verdict": Verdict.KEEP, "note": ""}
    actor = said.pop("actor", None) or story.actor(group=said.pop("group", 1), role=role)
    return propose_about_suspects(petition=petition, actor=actor, **{**usual, **said})


def test_a_proposal_stands_until_nothing_is_left_to_decide(
    story: Coalition, petition: Petition
) -> None:
    rows = [suspect_of(story, petition, email=f"p{number}@example.org") for number in range(2)]
    propose(story, petition, note=" We had a stand. ")
    steward = story.actor(group=1, role=Role.STEWARD)
    [line] = suspect_counts(petition=petition, actor=steward)
    assert line.proposal is not None
    assert (line.proposal.verdict, line.proposal.note) == ("keep", "We had a stand.")
    assert (line.may_decide, line.may_propose) == (True, False)
    [line] = suspect_counts(petition=petition, actor=story.actor(group=1, role=Role.ORGANIZER))
    assert (line.may_decide, line.may_propose) == (False, True)
    [entry] = AuditEntry.objects.filter(action="suspects.proposed")
    assert (entry.detail, "stand" in str(entry.detail)) == ({"verdict": "keep"}, False)
    decide_suspects(petition=petition, ids=[rows[0].pk], verdict=Verdict.KEEP, actor=steward)
    assert SuspectProposal.objects.exists()
    decide_suspects(petition=petition, ids=[rows[1].pk], verdict=Verdict.KEEP, actor=steward)
    assert not SuspectProposal.objects.exists()
    with pytest.raises(StateConflict):
        propose(story, petition)


def test_the_latest_proposal_stands_and_the_same_again_changes_nothing(
    story: Coalition, petition: Petition
) -> None:
    suspect_of(story, petition)
    person = story.actor(group=1, role=Role.ORGANIZER)
    first = propose(story, petition, actor=person)
    assert propose(story, petition, actor=person).proposed_at == first.proposed_at
    propose(story, petition, verdict=Verdict.EXCLUDE)
    assert SuspectProposal.objects.get().verdict == "exclude"
    assert AuditEntry.objects.filter(action="suspects.proposed").count() == 2


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"group": 0, "role": Role.STEWARD}, Forbidden),
        ({"actor": SYSTEM}, Forbidden),
        ({"source_id": 0}, NotFound),
        ({"reason": "disposable"}, StateConflict),
        ({"note": "x" * 501}, Invalid),
        ({"note": "a\0b"}, Invalid),
    ],
)
def test_who_may_not_propose_and_what_may_not_be_said(
    story: Coalition, petition: Petition, said: dict[str, Any], refusal: type[Exception]
) -> None:
    suspect_of(story, petition)
    with pytest.raises(refusal):
        propose(story, petition, **said)
    assert not SuspectProposal.objects.exists()
