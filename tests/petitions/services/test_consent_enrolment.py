"""Who agreed to hear from a group is on its list once their mailbox, or the list, has said so."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from campaign.services.partner import leave_coalition
from core import vault
from core.actors import ANYONE, SYSTEM
from core.dispatcher import PassResult
from core.errors import Invalid
from groups.identity import DEFAULT_RULES, email_identity
from groups.member_identity import member_id
from groups.models import Group, Member, MemberConsent
from groups.sealed_member import person_of
from groups.services.member_decision import erase, unsubscribe
from groups.vault_owner import group_owner
from petitions.identity import signature_id
from petitions.models import Confirmation, Consent, Petition, Signature, SignatureState
from petitions.selectors import sign_target
from petitions.selectors.own_signature import own_signature
from petitions.services.consent_enrolment import enrol_pass
from petitions.services.decision import confirm, disown, withdraw
from petitions.services.signature import sign_petition
from petitions.services.tally import recount
from petitions.sign_form import read_sign_form
from petitions.vault_owner import petition_owner
from tests.petitions.list_files import take_back, take_in
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
ANA = {
    "given_name": "Ana",
    "family_name": "Castillo",
    "email": "ana@example.org",
    "postal_code": "10001",
}


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


@pytest.fixture(autouse=True)
def tally_follows() -> Any:
    yield
    for petition in Petition.objects.all():
        assert recount(petition=petition, actor=SYSTEM).corrected == 0


def sign(petition: Petition, *groups: Group, **fields: Any) -> Signature:
    data = {**ANA, "subscribe": [group.slug for group in groups], **fields}
    sign_petition(slug=petition.slug, form=read_sign_form(data, DEFAULT_RULES), actor=ANYONE)
    return Signature.objects.get(pk=signature_id(petition.pk, email_identity(data["email"])))


def confirm_now(signature: Signature) -> None:
    """By the link of a mail that is written now."""
    form = Signature.objects.get(pk=signature.pk).form
    confirm(signature_id=signature.pk, link_issued_at=timezone.now(), form=form)


def on_list(group: Group, email: str = "ana@example.org") -> Member | None:
    return Member.objects.filter(pk=member_id(group.pk, email_identity(email))).first()


def states(story: Coalition) -> list[str | None]:
    """Ana's state on the list of each group."""
    rows = [on_list(group) for group in story.groups]
    return [row.state if row else None for row in rows]


def test_only_the_groups_that_were_ticked_and_only_after_the_mailbox_confirmed(
    story: Coalition, petition: Petition
) -> None:
    row = sign(petition, story.groups[1], phone="212 555 0123")
    assert (enrol_pass(), states(story)) == (PassResult(), [None, None, None])

    confirm_now(row)
    assert enrol_pass() == PassResult(sent=1)

    assert states(story) == [None, "active", None]
    member = on_list(story.groups[1])
    assert member is not None
    assert (person_of(member).name, person_of(member).phone) == ("Ana Castillo", "+12125550123")
    assert (member.source_kind, member.source_ref) == ("petition", petition.slug)
    consent = MemberConsent.objects.get()
    assert (consent.wording, consent.source_ref) == ("2026-1", petition.slug)
    assert consent.given_at == Consent.objects.get().given_at
    assert enrol_pass() == PassResult()


def test_where_nobody_is_asked_to_confirm_the_signature_is_enough(story: Coalition) -> None:
    petition = open_petition_of(story, confirmation=Confirmation.NONE)
    sign(petition, story.groups[0])
    assert (enrol_pass(), states(story)) == (PassResult(sent=1), ["active", None, None])


@pytest.mark.parametrize("take_back", [withdraw, disown])
def test_who_takes_it_back_in_between_is_not_enrolled(
    story: Coalition, petition: Petition, take_back: Any
) -> None:
    row = sign(petition, story.groups[0])
    confirm_now(row)
    take_back(signature_id=row.pk)
    assert (enrol_pass(), states(story)) == (PassResult(), [None, None, None])


def test_a_signature_taken_back_later_takes_its_consents_off_the_lists(
    story: Coalition, petition: Petition
) -> None:
    other = open_petition_of(story)
    for one, groups in ((petition, story.groups[:2]), (other, story.groups[1:2])):
        confirm_now(sign(one, *groups))
    enrol_pass()
    withdraw(signature_id=Signature.objects.get(petition=petition).pk)
    assert states(story) == ["unsubscribed", "active", None]


def test_a_signature_that_was_not_theirs_is_erased_from_the_list_that_it_led_to(
    story: Coalition, petition: Petition
) -> None:
    row = sign(petition, story.groups[0])
    confirm_now(row)
    enrol_pass()
    disown(signature_id=row.pk)
    member = on_list(story.groups[0])
    assert member is not None
    assert (member.state, member.sealed, member.consents.count()) == ("erased", None, 0)


def test_who_ticks_a_group_on_a_confirmed_signature_is_asked_and_then_enrolled(
    story: Coalition, petition: Petition
) -> None:
    row = sign(petition, comment="For my mother")
    confirm_now(row)

    sign(petition, story.groups[2])
    waiting = own_signature(row.pk)
    assert (waiting.state, waiting.asks_for) == ("confirmed", [story.groups[2].name])
    assert (enrol_pass(), Consent.objects.count()) == (PassResult(), 0)

    confirm_now(row)
    enrol_pass()
    assert states(story) == [None, None, "active"]
    now = own_signature(row.pk)
    assert (now.state, now.waiting, now.person["comment"]) == ("confirmed", {}, "For my mother")
    assert now.heard_from == [story.groups[2].name]


def test_signing_again_without_a_tick_changes_nothing(story: Coalition, petition: Petition) -> None:
    row = sign(petition)
    confirm_now(row)
    sign(petition, given_name="Other")
    assert Signature.objects.get(pk=row.pk).pending is None


def test_an_unsubscribed_person_comes_back_by_confirming_anew_and_not_before(
    story: Coalition, petition: Petition
) -> None:
    row = sign(petition, story.groups[0])
    confirm_now(row)
    enrol_pass()
    member = on_list(story.groups[0])
    assert member is not None
    unsubscribe(member_id=member.pk)

    sign(petition, story.groups[0])
    enrol_pass()
    assert states(story) == ["unsubscribed", None, None]
    confirm_now(row)
    enrol_pass()
    assert states(story) == ["active", None, None]


def listed(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / f"list-{len(list(tmp_path.iterdir()))}.csv"
    path.write_text("\n".join(["first name,last name,email,phone,zip,opt in", *lines]))
    return path


def test_a_list_that_carries_consents_enrols_for_its_own_group(
    story: Coalition, petition: Petition, tmp_path: Path
) -> None:
    path = listed(
        tmp_path,
        "Ana,Castillo,ana@example.org,,10001,yes",
        "Bob,Ruiz,bob@example.org,,10001,no",
    )
    row = take_in(petition, story.groups[1], path)
    assert enrol_pass() == PassResult(sent=1)
    assert states(story) == [None, "active", None]
    consent = MemberConsent.objects.get()
    assert (consent.wording, on_list(story.groups[1], "bob@example.org")) == (
        f"list:{row.pk}",
        None,
    )


def test_a_group_learns_from_its_own_list_only_what_that_list_says(
    story: Coalition, petition: Petition, tmp_path: Path
) -> None:
    """The signature keeps what the first list said; the second group knows no phone."""
    take_in(
        petition,
        story.groups[1],
        listed(tmp_path, "Ana,Castillo,ana@example.org,2125550123,10001,no"),
    )
    take_in(petition, story.groups[2], listed(tmp_path, "Ana,C,ana@example.org,,94601,yes"))
    enrol_pass()
    member = on_list(story.groups[2])
    assert member is not None
    person = person_of(member)
    assert (person.family_name, person.phone, person.postal_code) == ("C", "", "94601")
    assert member.city == "Oakland"


def test_erased_stays_erased_after_the_list_comes_again(
    story: Coalition, petition: Petition, tmp_path: Path
) -> None:
    line = "Ana,Castillo,ana@example.org,,10001,yes"
    take_in(petition, story.groups[1], listed(tmp_path, line))
    enrol_pass()
    member, row = on_list(story.groups[1]), Signature.objects.get()
    assert member is not None
    erase(member_id=member.pk)
    withdraw(signature_id=row.pk)

    take_in(petition, story.groups[1], listed(tmp_path, line + "\n"))
    take_in(open_petition_of(story), story.groups[1], listed(tmp_path, line + "\n\n"))
    enrol_pass()

    again = on_list(story.groups[1])
    assert again is not None
    assert (again.state, again.sealed, again.consented) == ("erased", None, False)
    signature = Signature.objects.get(pk=row.pk)
    assert (signature.state, signature.sealed) == (SignatureState.WITHDRAWN, None)


def test_a_group_that_left_still_gets_whom_it_was_given_and_no_more(
    story: Coalition, petition: Petition
) -> None:
    group = story.groups[1]
    confirm_now(sign(petition, group))
    late = sign(petition, group, email="late@example.org")
    leave_coalition(campaign=story.campaign, group=group, actor=story.actor(group=1))
    sign_target.forget(petition.slug)

    confirm_now(late)
    enrol_pass()
    assert Member.objects.filter(group=group).count() == 2
    with pytest.raises(Invalid):
        sign(petition, group, email="later@example.org")


@pytest.mark.parametrize("of", ["petition", "group"])
def test_what_was_shredded_keeps_nobody_else_waiting(
    story: Coalition, petition: Petition, of: str
) -> None:
    other = open_petition_of(story)
    confirm_now(sign(petition, story.groups[0]))
    confirm_now(sign(other, story.groups[1]))
    vault.sealer(group_owner(story.groups[0].pk))  # makes the key
    vault.shred(
        petition_owner(petition.pk) if of == "petition" else group_owner(story.groups[0].pk)
    )
    assert enrol_pass() == PassResult(sent=2)
    assert states(story) == [None, "active", None]


def test_what_fails_in_the_middle_is_as_if_it_had_not_begun(
    story: Coalition, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm_now(sign(petition, story.groups[0], story.groups[1]))
    with monkeypatch.context() as broken:
        broken.setattr(vault.Sealer, "seal", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            enrol_pass()
    assert states(story) == [None, None, None]
    assert enrol_pass() == PassResult(sent=2)
    assert states(story) == ["active", "active", None]


def test_consents_are_enrolled_in_batches(
    story: Coalition, petition: Petition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("petitions.services.consent_enrolment.BATCH", 40)
    lines = [f"Ana,N{number},n{number}@example.org,,10001,yes" for number in range(100)]
    take_in(petition, story.groups[1], listed(tmp_path, *lines))
    assert enrol_pass() == PassResult(sent=100)
    assert Member.objects.filter(group=story.groups[1], consented=True).count() == 100


def test_a_list_that_is_taken_back_takes_whom_it_alone_brought_along(
    story: Coalition, petition: Petition, tmp_path: Path
) -> None:
    confirm_now(sign(open_petition_of(story), story.groups[1], email="bob@example.org"))
    enrol_pass()
    names = ("Ana", "Bob", "Cem")
    lines = [f"{name},Castillo,{name.lower()}@example.org,,10001,yes" for name in names]
    row = take_in(petition, story.groups[1], listed(tmp_path, *lines))
    enrol_pass()
    cem = on_list(story.groups[1], "cem@example.org")
    assert cem is not None
    erase(member_id=cem.pk)

    take_back(row)

    assert (on_list(story.groups[1]), Consent.objects.count()) == (None, 1)
    rows = Member.objects.order_by("state").values_list("state", "consented")
    assert list(rows) == [("active", True), ("erased", False)]


def test_the_time_of_the_consent_is_when_the_person_signed(
    story: Coalition, petition: Petition
) -> None:
    confirm_now(sign(petition, story.groups[0]))
    enrol_pass()
    assert timezone.now() - MemberConsent.objects.get().given_at < timedelta(minutes=5)
