"""What a row of a list becomes, beside what is known of the person already."""

import hashlib
from datetime import UTC, datetime

import pytest

from groups.identity import email_identity
from petitions.identity import signature_id
from petitions.models import (
    Cause,
    Consent,
    Petition,
    Receipt,
    Signature,
    SignatureState,
    Transition,
)
from petitions.selectors.tally import waterfall
from petitions.selectors.truth import truth as true_waterfall
from petitions.services.tally import count_changes
from tests.petitions.list_files import figures, person_in, take_in
from tests.stories import Coalition, call, coalition_of, open_petition_of

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


def test_a_row_becomes_a_signature_with_its_place_and_nothing_personal_in_clear(
    story: Coalition, petition: Petition
) -> None:
    data = (
        "first_name,last_name,email,zip,date,opt-in,comment\n"
        "Ana,Ruiz,Ana@Example.org,2139-1234,2026-06-01 10:00 UTC,yes,Why not\n"
    )
    row = take_in(petition, story.lead, data)
    signature = signature_of(petition, "ana@example.org")
    assert (signature.state, signature.named, signature.display) == ("attested", True, "name")
    assert (signature.country, signature.region, signature.city) == ("US", "MA", "Cambridge")
    assert signature.signed_at == datetime(2026, 6, 1, 10, tzinfo=UTC)
    assert (signature.signature_import_id, signature.source.group) == (row.pk, story.lead)
    assert person_in(signature) == {
        "given_name": "Ana",
        "family_name": "Ruiz",
        "postal_code": "02139",
        "comment": "Why not",
        "email": "Ana@Example.org",
    }


def test_places_are_as_the_row_says_where_no_zip_code_tells(
    story: Coalition, petition: Petition
) -> None:
    take_in(
        petition,
        story.lead,
        "email,zip,city,state,country\n"
        "a@b.org,,Albany,New York,\n"
        "c@d.org,50667,Köln,NRW,Germany\n"
        "e@f.org,99999,Nowhere\\town,,\n",
    )
    found = [
        (signature.country, signature.region, signature.city)
        for signature in (
            signature_of(petition, email) for email in ("a@b.org", "c@d.org", "e@f.org")
        )
    ]
    assert found == [("US", "NY", "Albany"), ("DE", "NRW", "Köln"), ("", "", "Nowhere\\town")]


def test_consent_of_a_list_is_consent_to_the_group_that_sent_it(
    story: Coalition, petition: Petition
) -> None:
    data = "email,opt-in\na@b.org,yes\nc@d.org,no\ne@f.org,perhaps\na@b.org,no\n"
    row = take_in(petition, story.groups[1], data)
    consents = Consent.objects.values_list("signature_id", "group_id", "wording")
    assert list(consents) == [
        (signature_of(petition, "a@b.org").pk, story.groups[1].pk, f"list:{row.pk}")
    ]
    assert row.notices == {"consent.unknown": 1}


def test_stronger_evidence_upgrades_and_weaker_changes_nothing(
    story: Coalition, petition: Petition
) -> None:
    hashed = f"email_sha256\n{sha256('a@b.org')}\n"
    named = "email,name\na@b.org,Ann Lee\n"
    take_in(petition, story.groups[0], hashed)
    assert signature_of(petition, "a@b.org").state == SignatureState.HASHED
    take_in(petition, story.groups[1], named)
    take_in(petition, story.groups[2], f"email_sha256,zip\n{sha256('a@b.org')},10001\n")
    signature = signature_of(petition, "a@b.org")
    assert (signature.state, signature.source.group) == ("attested", story.groups[0])
    assert person_in(signature)["given_name"] == "Ann"
    assert list(Transition.objects.values_list("from_state", "to_state", "cause")) == [
        ("hashed", "attested", Cause.LIST)
    ]
    receipts = Receipt.objects.order_by("pk").values_list("source__group", "state", "times")
    assert list(receipts) == [
        (story.groups[1].pk, "attested", 1),
        (story.groups[2].pk, "hashed", 1),
    ]
    assert_tally_is_true(petition)


@pytest.mark.parametrize("state", [SignatureState.WITHDRAWN, SignatureState.INVALIDATED])
def test_a_list_never_revives_what_was_withdrawn_or_disowned(
    story: Coalition, petition: Petition, state: SignatureState
) -> None:
    take_in(petition, story.groups[0], "email,name\na@b.org,Ann\n")
    Signature.objects.update(state=state, sealed=None, named=False)
    count_changes()
    Signature.objects.update(state=state)
    row = take_in(petition, story.groups[1], "email,name,opt in\na@b.org,Ann,yes\n")
    signature = signature_of(petition, "a@b.org")
    assert (signature.state, signature.sealed, figures(row)) == (state, None, (0, 0, 1, 0))
    assert list(Receipt.objects.values_list("sealed", "named")) == [(None, False)]
    assert Consent.objects.count() == 0


def test_who_signed_online_and_is_listed_counts_as_attested_and_keeps_what_they_wrote(
    story: Coalition, petition: Petition
) -> None:
    body = {"given_name": "Anna", "family_name": "Lee", "email": "a@b.org", "display": "anonymous"}
    assert (
        call("POST", f"/api/v1/petitions/{petition.slug}/signatures/", body=body).status_code == 201
    )
    typed = signature_of(petition, "a@b.org")
    row = take_in(petition, story.groups[1], "email,name\na@b.org,Ann Lee\n")
    signature = signature_of(petition, "a@b.org")
    assert (typed.state, signature.state, figures(row)) == ("unconfirmed", "attested", (0, 0, 1, 0))
    assert (person_in(signature)["given_name"], signature.display) == ("Ann", "anonymous")
    assert bytes(signature.pending or b"") == bytes(typed.sealed or b"")
    assert_tally_is_true(petition)


def test_the_stricter_display_wins(story: Coalition, petition: Petition) -> None:
    take_in(petition, story.groups[0], "email,name\na@b.org,Ann\n")
    take_in(petition, story.groups[1], "email,name,anonymous\na@b.org,Ann,yes\n")
    take_in(petition, story.groups[2], "email,name,anonymous\na@b.org,Ann,no\n")
    assert signature_of(petition, "a@b.org").display == "anonymous"
    assert_tally_is_true(petition)
    assert waterfall(petition)["deliverable"] == 0
