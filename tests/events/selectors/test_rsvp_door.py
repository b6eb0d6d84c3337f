"""The list at the door, page by page: nobody is passed over or shown twice, whatever doors do."""

from uuid import UUID

import pytest

from core.actors import SYSTEM, Actor
from events.models import Event, Rsvp
from events.rsvp_identity import rsvp_id
from events.selectors.rsvp import place_in_line
from events.selectors.rsvp_door import OTHER, DoorCounts, DoorPage, DoorQuery, door_page
from events.services.rsvp_decision import cancel_rsvp, check_in
from groups.identity import email_identity
from groups.models import Role
from tests.events.gatherings import an_event, answer, mailbox
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db
NAMES = ["ana", "bo", "cy", "dov", "eli", "fay", "gus"]


@pytest.fixture
def story() -> Coalition:
    return coalition_of(1)


@pytest.fixture
def event(story: Coalition) -> Event:
    """Seven answer, in another order than that of their names; the last of them waits."""
    event = an_event(story, capacity=6)
    for name in ("gus", "dov", "ana", "fay", "eli", "cy", "bo"):
        answer(event, name)
    return event


def page_after(event: Event, actor: Actor, after: UUID | None, size: int = 2) -> DoorPage:
    return door_page(event=event, query=DoorQuery(after=after), actor=actor, size=size)


def walked(event: Event, actor: Actor, after: UUID | None = None) -> list[str]:
    """The given names on the page after this one and on all that follow."""
    page = page_after(event, actor, after)
    names = [guest.name.split()[0].lower() for guest in page.guests]
    return names + (walked(event, actor, page.next_after) if page.next_after else [])


def test_pages_hold_everyone_once_whatever_other_doors_do(story: Coalition, event: Event) -> None:
    host = story.actor(role=Role.ORGANIZER)
    assert walked(event, host) == NAMES

    first = page_after(event, host, None)
    # Other doors check in people of this page and of the next, one cancels, one comes.
    for guest in (first.guests[0], page_after(event, host, first.next_after).guests[0]):
        check_in(event=event, rsvp_id=guest.rsvp_id, actor=SYSTEM)
    cancel_rsvp(rsvp_id=first.guests[0].rsvp_id)  # Bo, who waited, has a seat now
    answer(event, "cyd")

    assert walked(event, host, first.next_after) == ["cy", "cyd", "dov", "eli", "fay", "gus"]
    assert page_after(event, host, first.next_after).counts == DoorCounts(6, 1, 1)
    # The one after whom the page began cancels: it begins anew, and says so.
    assert first.next_after is not None
    cancel_rsvp(rsvp_id=first.next_after)
    again = page_after(event, host, first.next_after)
    assert (again.is_restarted, [guest.name for guest in again.guests]) == (
        True,
        ["Cy C.", "Cyd C."],
    )
    assert walked(event, host) == ["cy", "cyd", "dov", "eli", "fay", "gus"]


def test_people_are_found_by_letters_and_words_without_accents(
    story: Coalition, event: Event
) -> None:
    for number, name in enumerate(["Łucja", "Çiğdem", "Олена"]):
        answer(event, f"other{number}", given_name=name)
    host = story.actor(role=Role.ORGANIZER)

    def found(**query: str) -> list[str]:
        page = door_page(event=event, query=DoorQuery(**query), actor=host)
        return [guest.name for guest in page.guests]

    assert found(words="cigdem") == ["Çiğdem C."]
    assert found(words="ОЛЕНА") == ["Олена C."]
    assert found(words="castillo") == found(words="%") == []
    assert found(letter="C") == ["Çiğdem C.", "Cy C."]
    assert found(letter=OTHER) == ["Łucja C.", "Олена C."]
    assert door_page(event=event, query=DoorQuery(), actor=host).letters == [
        "A", "B", "C", "D", "E", "F", "G", OTHER,
    ]  # fmt: skip
    assert Rsvp.objects.count() == 10


def test_a_party_that_no_room_is_large_enough_for_has_no_place_in_line(
    story: Coalition, event: Event
) -> None:
    large = answer(event, "hal", guests=4)
    small = answer(event, "ida")
    for name in ("ana", "cy", "dov", "eli", "fay"):
        cancel_rsvp(rsvp_id=rsvp_id(event.pk, email_identity(mailbox(name))))
    Rsvp.objects.filter(pk__in=[large.pk, small.pk]).update(state="waiting")
    Event.objects.filter(pk=event.pk).update(capacity=4)
    event.refresh_from_db()

    page = door_page(event=event, query=DoorQuery(), actor=story.actor(role=Role.ORGANIZER))
    assert {large.pk, small.pk} <= {guest.rsvp_id for guest in page.guests}
    assert page.places == {small.pk: place_in_line(Rsvp.objects.get(pk=small.pk))} == {small.pk: 1}
