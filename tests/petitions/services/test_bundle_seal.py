"""What a seal freezes, and what a broken one leaves."""

import pytest
from django.db import transaction

from core.actors import SYSTEM
from core.services import duty
from petitions.models import Bundle, Petition
from petitions.services.bundle import SplitRule, request_bundle
from petitions.services.bundle_build import build_at_once, owed
from petitions.services.bundle_seal import seal_bundle
from tests.petitions.bundles import files_of, names_in, sealed
from tests.petitions.signers import signer
from tests.stories import coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition() -> Petition:
    petition = open_petition_of(coalition_of(1))
    signer(petition, "Ana García")
    return petition


def test_asking_answers_before_anything_is_sealed(petition: Petition) -> None:
    bundle = request_bundle(petition=petition, rule=SplitRule(), since=None, actor=SYSTEM)
    assert (bundle.stage, bundle.sealed_at, bundle.entries.count()) == ("sealing", None, 0)
    build_at_once(bundle)
    assert (bundle.stage, names_in(files_of(bundle))) == (
        "ready",
        {"names/signatures.csv": ["Ana García"]},
    )


def test_a_seal_freezes_who_counts_and_the_texts(petition: Petition) -> None:
    bundle = sealed(petition)
    Petition.objects.filter(pk=petition.pk).update(title="Another title")
    signer(petition, "Too Late")
    assert (bundle.stage, bundle.signatures, bundle.listed, bundle.attempts) == ("sealed", 1, 1, 0)
    assert (bundle.texts["title"], bundle.waterfall["counted"]) == (petition.title, 1)


def test_a_seal_that_breaks_off_leaves_nothing_and_the_next_seals_anew(petition: Petition) -> None:
    bundle = request_bundle(petition=petition, rule=SplitRule(), since=None, actor=SYSTEM)
    (claimed,) = duty.claim(owed(), limit=1)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        seal_bundle(claimed)
        raise KeyboardInterrupt
    left = Bundle.objects.get(pk=bundle.pk)
    assert (left.sealed_at, left.entries.count(), left.parts.count()) == (None, 0, 0)
    duty.release([claimed])
    signer(petition, "Bao Tran")
    build_at_once(bundle)
    assert names_in(files_of(bundle)) == {"names/signatures.csv": ["Ana García", "Bao Tran"]}


def test_whose_lease_is_gone_seals_nothing(petition: Petition) -> None:
    bundle = request_bundle(petition=petition, rule=SplitRule(), since=None, actor=SYSTEM)
    (claimed,) = duty.claim(owed(), limit=1)
    duty.release([claimed])
    with pytest.raises(duty.LeaseLost):
        seal_bundle(claimed)
    bundle.refresh_from_db()
    assert (bundle.stage, bundle.entries.count()) == ("sealing", 0)
