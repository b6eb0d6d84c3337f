"""Who comes and ticks a group is on its list once their mailbox has confirmed."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.dispatcher import PassResult
from core.errors import Invalid
from core.models import Message
from core.models.duty import DutyState
from events.models import Event, Rsvp, RsvpConsent
from events.rsvp_form import read_rsvp_form
from events.services.rsvp import answer_event
from events.services.rsvp_decision import cancel_rsvp, confirm_rsvp, disown_rsvp
from events.services.rsvp_enrolment import enrol_pass
from groups.identity import DEFAULT_RULES
from groups.models import Group, Member, MemberConsent
from groups.sealed_member import person_of
from groups.services.member_decision import unsubscribe
from tests.events.gatherings import a_private_event, an_event, composed, mailbox, rsvp_of
from tests.stories import Coalition, a_group, coalition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


def answer(event: Event, *groups: Group, name: str = "ana", **fields: Any) -> Rsvp:
    person = {"given_name": "Ana", "family_name": "Castillo", "email": mailbox(name)}
    data = {**person, "subscribe": [group.slug for group in groups], **fields}
    answer_event(slug=event.slug, form=read_rsvp_form(data, DEFAULT_RULES))
    return rsvp_of(event, name)


def confirm(rsvp: Rsvp) -> None:
    """By the link of a mail that is written now."""
    form = Rsvp.objects.get(pk=rsvp.pk).form
    confirm_rsvp(rsvp_id=rsvp.pk, form=form)


def on_lists() -> list[tuple[int, str]]:
    return sorted(Member.objects.values_list("group_id", "state"))


@pytest.mark.parametrize("capacity", [None, 5])
def test_only_the_groups_that_were_ticked_and_only_after_the_mailbox_confirmed(
    story: Coalition, capacity: int | None
) -> None:
    event = an_event(story, group=1, capacity=capacity)
    rsvp = answer(event, story.groups[2], phone="212 555 0123")
    assert (enrol_pass(), on_lists()) == (PassResult(), [])
    [mail] = composed(rsvp, "events.rsvp")
    assert mail is not None
    assert f"You want to hear from {story.groups[2].name}." in mail.text

    confirm(rsvp)
    assert enrol_pass() == PassResult(sent=1)

    assert on_lists() == [(story.groups[2].pk, "active")]
    person = person_of(Member.objects.get())
    assert (person.name, person.phone) == ("Ana Castillo", "+12125550123")
    consent = MemberConsent.objects.values_list("wording", "source_kind", "source_ref").get()
    assert consent == ("2026-1", "event", event.slug)
    [again] = composed(rsvp, "events.rsvp")
    assert again is not None
    assert "You want to hear from" not in again.text


def test_confirming_for_the_address_confirms_the_groups_as_well(story: Coalition) -> None:
    event = a_private_event(story)
    rsvp = answer(event, story.groups[0])
    confirm(rsvp)
    enrol_pass()
    assert on_lists() == [(story.groups[0].pk, "active")]


def test_who_ticks_a_group_later_confirms_once_more(story: Coalition) -> None:
    event = an_event(story)
    confirm(answer(event, story.groups[0]))
    enrol_pass()
    rsvp = answer(event, story.groups[0], story.groups[1], given_name="Other")
    enrol_pass()
    assert on_lists() == [(story.groups[0].pk, "active")]
    confirm(rsvp)
    enrol_pass()
    assert on_lists() == sorted((group.pk, "active") for group in story.groups[:2])
    assert {person_of(member).given_name for member in Member.objects.all()} == {"Ana"}


def test_a_stranger_who_knows_the_address_brings_nobody_back(story: Coalition) -> None:
    event = an_event(story)
    rsvp = answer(event, story.groups[0])
    confirm(rsvp)
    enrol_pass()
    unsubscribe(member_id=Member.objects.get().pk)
    answer(event, story.groups[0])
    enrol_pass()
    assert on_lists() == [(story.groups[0].pk, "unsubscribed")]
    confirm(rsvp)
    enrol_pass()
    assert on_lists() == [(story.groups[0].pk, "active")]


@pytest.mark.parametrize("take_back", [cancel_rsvp, disown_rsvp])
def test_who_takes_it_back_in_between_is_not_enrolled(story: Coalition, take_back: Any) -> None:
    rsvp = answer(an_event(story), story.groups[0])
    confirm(rsvp)
    take_back(rsvp_id=rsvp.pk)
    assert (enrol_pass(), on_lists()) == (PassResult(), [])
    assert RsvpConsent.objects.count() == 0


def test_not_coming_is_not_leaving_the_group_but_not_me_is(story: Coalition) -> None:
    event = an_event(story)
    for name in ("ana", "bob"):
        confirm(answer(event, story.groups[0], name=name))
    enrol_pass()
    cancel_rsvp(rsvp_id=rsvp_of(event, "ana").pk)
    disown_rsvp(rsvp_id=rsvp_of(event, "bob").pk)
    assert sorted(state for _, state in on_lists()) == ["active", "erased"]


def test_only_groups_behind_the_event_can_be_chosen(story: Coalition) -> None:
    event = an_event(story)
    with pytest.raises(Invalid) as refused:
        answer(event, a_group())
    assert [(error.field, error.code) for error in refused.value.errors] == [
        ("subscribe", "unknown")
    ]
    assert Rsvp.objects.count() == 0


@pytest.mark.parametrize("value", ["harbor", [1], ["a b"], ["x"] * 51, {"a": 1}])
def test_what_is_no_list_of_groups_is_named(value: object) -> None:
    person = {"given_name": "Ana", "family_name": "Castillo", "email": "ana@example.org"}
    with pytest.raises(Invalid) as refused:
        read_rsvp_form({**person, "subscribe": value}, DEFAULT_RULES)
    assert [error.field for error in refused.value.errors] == ["subscribe"]


@pytest.mark.parametrize("capacity", [None, 5])
def test_of_what_strangers_tick_only_what_her_mail_named_is_confirmed(
    story: Coalition, capacity: int | None
) -> None:
    """One ticks before she answers herself, the other after she got her mail."""
    event = an_event(story, capacity=capacity)
    rsvp = answer(event, story.groups[0])
    sent = Message.objects.filter(kind="events.rsvp")
    first = written(rsvp)
    answer(event, story.groups[1])
    answer(event, story.groups[1])
    assert sent.count() == 2
    hers = written(rsvp)
    answer(event, story.groups[1], story.groups[2])
    assert sent.count() == 2

    for link, on in ((first, []), (hers, [story.groups[1].pk])):
        page = Client().get(link).content.decode()
        named = [group.pk for group in story.groups if f"hear from {group.name}." in page]
        Client().post(link)
        enrol_pass()
        assert (named, [group for group, _ in on_lists()]) == (on, on)

    answer(event)  # nothing ticked: what waited is taken back, and what was confirmed stays
    Client().post(hers)
    enrol_pass()
    assert on_lists() == [(story.groups[1].pk, "active")]


def written(rsvp: Rsvp) -> str:
    """The path of the page that the mail leads to which is written now; what was owed is sent."""
    mail = composed(rsvp, "events.rsvp")[-1]
    assert mail is not None
    Message.objects.update(state=DutyState.DONE, finished_at=timezone.now())
    return str(re.findall(r"http://localhost:\d+(/r/[\w-]+/)\s", mail.text)[0])
