"""Confirming, withdrawing, "this was not me", signing again: rows, history and tally agree."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.links import LinkNoLongerValid
from core.models import Message
from core.outbox import composer
from core.services.suppression import is_suppressed
from groups.identity import email_identity
from petitions.cells import cell_of
from petitions.models import (
    Confirmation,
    Consent,
    Display,
    Petition,
    Receipt,
    Signature,
    SignatureState,
    Transition,
)
from petitions.selectors.own_signature import own_signature
from petitions.services.decision import choose_display, confirm, disown, withdraw
from petitions.services.delta import write_deltas
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


def confirm_now(signature: Signature) -> Signature:
    form = Signature.objects.get(pk=signature.pk).form
    return confirm(signature_id=signature.pk, link_issued_at=timezone.now(), form=form)


def as_listed(signature: Signature, state: SignatureState) -> None:
    """Makes the row one that a partner's list brought; hashed ones have no name."""
    before = cell_of(signature)
    signature.state = state
    signature.named = state != SignatureState.HASHED
    if not signature.named:
        signature.sealed = None
    signature.save()
    write_deltas([(before, -1), (cell_of(signature), 1)])


def history(signature: Signature) -> list[tuple[str, str, str]]:
    rows = Transition.objects.filter(signature=signature).order_by("pk")
    return [(row.from_state, row.to_state, row.cause) for row in rows]


def mail_kind(signature: Signature) -> str:
    """What the newest message about the signature would say now."""
    message = Message.objects.filter(about=signature.pk).latest("created_at")
    mail = composer(message.kind)(message)
    return mail.subject.partition(":")[0] if mail else "nothing"


@pytest.fixture(autouse=True)
def tally_follows() -> Any:
    """Whatever a test did, the tally equals the truth afterwards."""
    yield
    for petition in Petition.objects.all():
        assert recount(petition=petition, actor=SYSTEM).corrected == 0


def test_confirms_once_and_again(petition: Petition) -> None:
    row = sign(petition)
    assert mail_kind(row) == "Please confirm your signature"

    first, second = confirm_now(row), confirm_now(row)

    assert (first.state, second.decided_at) == (SignatureState.CONFIRMED, first.decided_at)
    assert history(row) == [("unconfirmed", "confirmed", "confirmed")]
    assert mail_kind(row) == "You signed"


def test_withdraws_erases_and_only_a_new_signature_comes_back(petition: Petition) -> None:
    row = sign(petition, subscribe=[petition.group.slug])
    old_link = timezone.now()
    confirm_now(row)
    gone = withdraw(signature_id=row.pk)
    withdraw(signature_id=row.pk)

    assert (gone.state, gone.sealed, gone.named) == (SignatureState.WITHDRAWN, None, False)
    assert Consent.objects.filter(withdrawn_at=None).count() == 0
    with pytest.raises(LinkNoLongerValid):
        confirm(signature_id=row.pk, link_issued_at=timezone.now())

    again = sign(petition, given_name="Anna", subscribe=[petition.group.slug])
    assert (again.state, mail_kind(again)) == ("withdrawn", "Please confirm your signature")
    with pytest.raises(LinkNoLongerValid):
        confirm(signature_id=row.pk, link_issued_at=old_link)
    back = confirm_now(row)

    assert (back.state, own_signature(row.pk).name) == ("confirmed", "Anna Castillo")
    assert Consent.objects.filter(withdrawn_at=None).count() == 1
    assert [cause for _, _, cause in history(row)] == ["confirmed", "withdrawn", "signed_again"]


def test_not_me_erases_suppresses_and_stays(petition: Petition) -> None:
    row = sign(petition, subscribe=[petition.group.slug])
    disown(signature_id=row.pk)
    disown(signature_id=row.pk)

    after = sign(petition, given_name="Again")

    assert (after.state, after.sealed, after.pending) == ("invalidated", None, None)
    assert history(row) == [("unconfirmed", "invalidated", "not_me")]
    assert (Consent.objects.count(), mail_kind(row)) == (0, "nothing")
    identity = email_identity("ana@example.org")
    assert is_suppressed(identity=identity, scope=f"petition:{petition.pk}")
    for act in (confirm_now, lambda row: withdraw(signature_id=row.pk)):
        with pytest.raises(LinkNoLongerValid):
            act(row)


@pytest.mark.parametrize("state", [SignatureState.HASHED, SignatureState.ATTESTED])
def test_signing_what_a_list_brought_waits_for_the_mailbox(
    petition: Petition, state: SignatureState
) -> None:
    as_listed(sign(petition), state)

    row = sign(petition, given_name="Anna", postal_code="94607", display="anonymous")
    assert (row.state, row.display, row.city) == (state, "anonymous", "New York")
    confirmed = confirm_now(row)

    assert (confirmed.state, confirmed.city, confirmed.pending) == ("confirmed", "Oakland", None)
    assert own_signature(row.pk).name == "Anna Castillo"
    assert history(row) == [(state, "confirmed", "confirmed")]


def test_without_confirmation_a_signature_counts_at_once(story: Coalition) -> None:
    petition = open_petition_of(story, confirmation=Confirmation.NONE)

    row = sign(petition)
    assert (row.state, mail_kind(row)) == ("confirmed", "You signed")
    as_listed(row, SignatureState.HASHED)
    upgraded = sign(petition, given_name="Anna")

    assert (upgraded.state, own_signature(row.pk).name) == ("confirmed", "Anna Castillo")
    assert history(row) == [("hashed", "confirmed", "confirmed")]


def test_hides_a_name_at_once_and_shows_it_only_by_the_person(petition: Petition) -> None:
    row = sign(petition)
    assert sign(petition, display="anonymous").display == "anonymous"
    assert sign(petition, display="name").display == "anonymous"

    choose_display(signature_id=row.pk, display=Display.NAME)
    confirm_now(row)

    assert sign(petition, display="anonymous").display == "name"


def test_a_suspect_submission_neither_counts_nor_stands_in_the_way(petition: Petition) -> None:
    row = sign(petition, suspect="honeypot", given_name="Robot")
    assert (row.suspect, mail_kind(row)) == ("honeypot", "nothing")
    with pytest.raises(LinkNoLongerValid):
        confirm_now(row)

    sign(petition)
    assert mail_kind(row) == "Please confirm your signature"
    confirm_now(row)

    assert own_signature(row.pk).name == "Ana Castillo"
    sign(petition, suspect="honeypot")
    assert Signature.objects.get().suspect == ""


@pytest.mark.parametrize("code", ["9999999", ""])
def test_a_machine_s_place_goes_with_the_machine(petition: Petition, code: str) -> None:
    row = sign(petition, suspect="too_fast", postal_code="78701")
    sign(petition, postal_code=code)
    row = confirm_now(row)

    assert (row.country, row.region, row.city) == ("", "", "")
    assert own_signature(row.pk).person.get("postal_code", "") == code


def test_who_confirmed_and_says_no_place_later_keeps_it(petition: Petition) -> None:
    row, groups = confirm_now(sign(petition)), [petition.group.slug]
    sign(petition, postal_code="", subscribe=groups)
    assert confirm_now(row).city == "New York"
    sign(petition, postal_code="9999999", subscribe=groups)
    row = confirm_now(row)
    assert (row.country, row.region, row.city) == ("", "", "")


def test_owes_one_mail_in_ten_minutes(petition: Petition) -> None:
    for _ in range(5):
        sign(petition)

    assert Message.objects.count() == 1
    Message.objects.update(created_at=timezone.now() - dt.timedelta(minutes=11))
    Message.objects.update(dedup_key="of an earlier window")
    sign(petition)
    assert Message.objects.count() == 2


def test_another_group_s_delivery_is_a_receipt_that_confirms_too(
    story: Coalition, petition: Petition
) -> None:
    sign(petition, source=story.groups[1].slug)
    row = sign(petition)
    confirm_now(row)

    receipt = Receipt.objects.get()
    assert (receipt.state, receipt.times) == ("confirmed", 1)


def test_two_people_may_share_a_mailbox_where_the_petition_says_so(story: Coalition) -> None:
    petition = open_petition_of(story, people_per_mailbox=2)
    sign(petition)
    sign(petition, given_name="Ben")
    sign(petition, given_name="ANA", family_name="castillo")
    sign(petition, given_name="Ben")
    sign(petition, given_name="Carla", postal_code="94607")

    slots = Signature.objects.order_by("slot").values_list("slot", "repeats")
    assert list(slots) == [(0, 2), (1, 1)]


def test_names_stay_hidden_where_the_petition_shows_none(story: Coalition) -> None:
    petition = open_petition_of(story, display_rule="never")

    assert sign(petition).display == "anonymous"


def test_a_listed_signature_that_a_machine_touched_first_can_still_be_confirmed(
    petition: Petition,
) -> None:
    as_listed(sign(petition, suspect="honeypot"), SignatureState.ATTESTED)

    row = sign(petition, given_name="Anna")

    assert (row.suspect, mail_kind(row)) == ("", "Please confirm your signature")
    assert confirm_now(row).state == "confirmed"
