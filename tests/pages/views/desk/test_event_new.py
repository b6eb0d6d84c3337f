"""A new event of its own: a rally at short notice."""

import re
from datetime import time

import pytest

from events.models import Event
from events.sealed_place import whereabouts_of
from tests.events.gatherings import in_days
from tests.pages.views.desk.event_visits import (
    EVERYONE,
    statuses,
    summary,
    values,
    visitor,
    words,
)
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db
NEW = "/desk/events/new/"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


def rally(story: Coalition, **changed: str) -> dict[str, str]:
    return {
        "host": f"{story.campaign.slug}/{story.groups[1].slug}",
        "title": "Rally at the shop",
        "city": "Boston",
        "region": "MA",
        "date": in_days(2).local.date().isoformat(),
        "local_time": "18:30",
        "duration_minutes": "90",
        "state": "open",
        **changed,
    }


def test_organizers_and_coordinators_make_one(story: Coalition) -> None:
    may = dict.fromkeys(EVERYONE, 403)
    planners = {who for who in EVERYONE if who.endswith(("organizer", "coordinator"))}
    assert statuses(story, NEW) == may | dict.fromkeys({*planners, "foreign"}, 200)
    assert statuses(story, NEW, "post") == may | dict.fromkeys({*planners, "foreign"}, 400)


def test_is_open_at_once_with_its_own_page(story: Coalition) -> None:
    host = visitor(story, "host_organizer")
    made = host.post(NEW, rally(story, venue="The shop", address="5 Story Street", capacity="40"))

    event = Event.objects.get()
    assert (made.status_code, made["Location"]) == (303, f"/desk/events/{event.slug}/")
    assert re.fullmatch(r"rally-at-the-shop-boston-[0-9a-f]{6}", event.slug)
    assert (event.place_name, event.local_time, event.duration_minutes, event.capacity) == (
        "Boston, MA",
        time(18, 30),
        90,
        40,
    )
    assert (event.state, event.action, event.group) == ("open", None, story.groups[1])
    assert "The event is open: people can answer." in words(host.get(made["Location"]))


def test_a_private_meeting_is_sealed_and_a_draft_is_seen_by_no_other(story: Coalition) -> None:
    form = rally(story, venue="Hidden Hearth", is_private="1", state="draft", city="02139")
    visitor(story, "host_organizer").post(NEW, form)
    event = Event.objects.get()
    assert (event.venue, whereabouts_of(event).venue, event.state) == ("", "Hidden Hearth", "draft")
    assert event.place_name == "Cambridge, MA"


def test_a_city_in_several_states_names_them(story: Coalition) -> None:
    page = visitor(story, "host_organizer").post(NEW, rally(story, city="Springfield", region=""))
    [(name, said)] = summary(page)
    assert (name, "IL" in said, "MA" in said) == ("region", True, True)


def test_an_unclear_time_is_chosen_among_two(story: Coalition) -> None:
    host = visitor(story, "host_organizer")
    form = rally(story, date="2027-11-07", local_time="01:30")
    page = host.post(NEW, form)
    stale = host.post(NEW, form | {"meant": "2027-11-06T01:30:00/1"})
    made = host.post(NEW, form | {"meant": "2027-11-07T01:30:00/1"})

    assert [[name for name, _ in summary(each)] for each in (page, stale)] == [["meant"], ["meant"]]
    assert re.findall(r"1:30 am (E[SD]T)", page.content.decode()) == ["EDT", "EST"]
    assert (made.status_code, Event.objects.get().fold) == (303, 1)


@pytest.mark.parametrize("at", ["02:30", "02:30 ", "T02:30"])
def test_an_unclear_time_is_read_as_it_was_before(story: Coalition, at: str) -> None:
    form = rally(story, date="2027-03-14", local_time=at)
    page = visitor(story, "host_organizer").post(NEW, form)
    offered = re.findall(r"(\d:30 am E[SD]T)", page.content.decode())
    assert (page.status_code, [name for name, _ in summary(page)], offered) == (
        400,
        ["meant"],
        ["1:30 am EST", "3:30 am EDT"],
    )


def test_says_all_that_is_wrong_beside_what_was_typed(story: Coalition) -> None:
    host = visitor(story, "host_organizer")
    page = host.post(NEW, {"city": "Boston", "region": "MA", "local_time": "late", "state": "x"})
    assert page.status_code == 400
    assert [name for name, _ in summary(page)] == [
        "host", "title", "duration_minutes", "state", "date", "local_time",
    ]  # fmt: skip
    assert values(page)["local_time"] == "late"
    past = host.post(NEW, rally(story, date="2020-01-01"))
    assert summary(past) == [("date", "This time has passed.")]
    far = host.post(NEW, rally(story, date="9999-12-31", local_time="23:59"))
    assert (far.status_code, summary(far)) == (
        400,
        [("date", "Use a year from 2000 to 2199.")],
    )
    assert not Event.objects.exists()


def test_pressed_twice_makes_two_that_each_have_an_address(story: Coalition) -> None:
    """Nothing tells a second press from a second rally; both can be found and one cancelled."""
    host = visitor(story, "host_organizer")
    addresses = {host.post(NEW, rally(story))["Location"] for _ in range(2)}
    assert len(addresses) == 2
