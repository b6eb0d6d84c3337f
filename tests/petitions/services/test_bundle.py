"""Who may have a bundle made, and what one that follows another holds."""

import json
from pathlib import Path

import pytest
from django.db import connection

from core.errors import Forbidden, Invalid, StateConflict
from groups.models import Role
from petitions.models import Bundle, BundleEntry, Petition, Split
from petitions.seal_statement import seal_sql
from petitions.services.bundle import SplitRule, approve_bundle, parse_split, request_bundle
from petitions.services.bundle_build import build_at_once, build_pass
from tests.petitions.bundles import built, files_of, names_in, report_on
from tests.petitions.signers import signer
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


def test_a_later_bundle_holds_what_the_earlier_ones_do_not(
    petition: Petition, tmp_path: Path
) -> None:
    first_signer = signer(petition, "Ana García")
    first = built(petition)
    signer(petition, "Bao Tran")
    second = built(petition, since=first)
    signer(petition, "Chi Ito")
    third = built(petition, since=second)
    assert [names_in(files_of(b)) for b in (first, second, third)] == [
        {"names/signatures.csv": [name]} for name in ("Ana García", "Bao Tran", "Chi Ito")
    ]
    assert json.loads(files_of(third)["manifest.json"])["since"] == str(second.public_id)
    assert report_on(third, tmp_path).errors == []
    assert [bundle.number for bundle in (first, second, third)] == [1, 2, 3]
    assert BundleEntry.objects.filter(signature_id=first_signer.pk).count() == 1


def test_a_bundle_with_nobody_new_is_empty_and_valid(petition: Petition, tmp_path: Path) -> None:
    signer(petition)
    empty = built(petition, since=built(petition))
    report = report_on(empty, tmp_path)
    assert (report.errors, report.signatures) == ([], 0)


def test_stewards_and_the_lead_build_others_ask(story: Coalition) -> None:
    petition = open_petition_of(story, group=1)
    signer(petition)
    for group, role, stage in [
        (1, Role.STEWARD, "sealing"),
        (1, Role.ORGANIZER, "requested"),
        (1, Role.COORDINATOR, "requested"),
        (0, Role.ORGANIZER, "sealing"),
        (0, Role.COORDINATOR, "sealing"),
    ]:
        bundle = request_bundle(
            petition=petition,
            rule=SplitRule(),
            since=None,
            actor=story.actor(group=group, role=role),
        )
        assert (role, bundle.stage) == (role, stage)


def test_a_partner_that_neither_leads_nor_owns_gets_no_bundle(story: Coalition) -> None:
    petition = open_petition_of(story, group=0)
    for role in Role:
        with pytest.raises(Forbidden):
            request_bundle(
                petition=petition,
                rule=SplitRule(),
                since=None,
                actor=story.actor(group=1, role=role),
            )


def test_a_request_is_approved_by_another_and_sealed_then(story: Coalition) -> None:
    petition = open_petition_of(story, group=1)
    organizer = story.actor(group=1, role=Role.ORGANIZER)
    steward = story.actor(group=1, role=Role.STEWARD)
    bundle = request_bundle(petition=petition, rule=SplitRule(), since=None, actor=organizer)
    signer(petition, "Signed Meanwhile")
    with pytest.raises(Forbidden):
        approve_bundle(bundle=bundle, actor=organizer)
    assert build_pass().sent == 0
    approved = approve_bundle(bundle=bundle, actor=steward)
    build_at_once(approved)
    assert names_in(files_of(approved)) == {"names/signatures.csv": ["Signed Meanwhile"]}
    with pytest.raises(StateConflict):
        approve_bundle(bundle=bundle, actor=steward)


def test_nobody_approves_their_own_request(story: Coalition) -> None:
    petition = open_petition_of(story, group=1)
    both = story.actor(group=1, role=Role.STEWARD)
    bundle = request_bundle(
        petition=petition,
        rule=SplitRule(),
        since=None,
        actor=story.actor(group=1, role=Role.ORGANIZER),
    )
    Bundle.objects.filter(pk=bundle.pk).update(requested_by=both.user_id)
    with pytest.raises(Forbidden, match="own request"):
        approve_bundle(bundle=bundle, actor=both)


@pytest.mark.parametrize("text", ["", "zip", "count", "count:0", "count:-1", "count:1e3", "STATE"])
def test_an_unknown_split_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_split(text)


def test_since_must_be_a_sealed_bundle_of_the_petition(story: Coalition) -> None:
    petition, other = open_petition_of(story, group=1), open_petition_of(story, group=1)
    foreign = built(other)
    organizer = story.actor(group=1, role=Role.ORGANIZER)
    requested = request_bundle(petition=petition, rule=SplitRule(), since=None, actor=organizer)
    with pytest.raises(Invalid):
        built(petition, since=foreign)
    with pytest.raises(StateConflict):
        built(petition, since=requested)


def test_a_later_seal_asks_the_index_for_each_signature_and_never_reads_a_whole_bundle() -> None:
    """Measured before: with the statistics of just after a bundle, 191 s for 30,000 signatures."""
    with connection.cursor() as cursor:
        parameters = {"petition": 1, "bundle": 2, "ancestors": [1], "names": True, "per_part": None}
        # An almost empty table is read whole, whatever stands in the query.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute("EXPLAIN " + seal_sql(Split.NONE), parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "using bundle_entry_once on petitions_bundleentry e" in plan
    assert plan.count("petitions_bundleentry e") == 1, plan
