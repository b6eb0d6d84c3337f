"""Planning an action and changing its plan."""

import re
from datetime import date, time
from typing import Any

import pytest

from core.actors import SYSTEM
from events.models import Action, Event, Timing
from events.services.action import update_action
from events.when import when_text
from tests.events.gatherings import (
    an_action,
    an_event,
    answer,
    in_days,
    in_seven_cities,
    owed_kinds,
)
from tests.pages.views.desk.event_visits import (
    EVERYONE,
    expected,
    statuses,
    summary,
    values,
    visitor,
    words,
)
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db
NEW = "/desk/actions/new/"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


@pytest.fixture
def action(story: Coalition) -> Action:
    return an_action(story, group=1)


def day() -> date:
    return in_days(10).local.date()


def plan(story: Coalition, group: int = 1, **changed: str) -> dict[str, str]:
    """A form as an organizer of the group fills it in."""
    return {
        "host": f"{story.campaign.slug}/{story.groups[group].slug}",
        "title": "Deliver the 250,000",
        "date": day().isoformat(),
        "local_time": "12:00",
        "duration_minutes": "120",
        "timing": "local",
        **changed,
    }


def path_of(action: Action) -> str:
    return f"/desk/actions/{action.slug}/plan/"


def form_of(client: Any, action: Action, **changed: str) -> dict[str, str]:
    return {"text": action.text} | values(client.get(path_of(action))) | changed


def test_organizers_and_coordinators_plan(story: Coalition) -> None:
    may = expected(403, refused=403, for_=())
    planners = {who for who in EVERYONE if who.endswith(("organizer", "coordinator"))}
    assert statuses(story, NEW) == may | dict.fromkeys({*planners, "foreign"}, 200)
    assert statuses(story, NEW, "post") == may | dict.fromkeys({*planners, "foreign"}, 400)


def test_plans_an_action_and_asks_for_its_cities(story: Coalition) -> None:
    host = visitor(story, "host_organizer")
    made = host.post(NEW, plan(story, text="Bring a chair.", capacity="50", venue_hint="City hall"))

    action = Action.objects.get()
    assert (made.status_code, made["Location"]) == (
        303,
        "/desk/actions/deliver-the-250000/cities/",
    )
    assert (action.title, action.group, action.date, action.local_time, action.capacity) == (
        "Deliver the 250,000",
        story.groups[1],
        day(),
        time(12),
        50,
    )
    assert (action.timing, action.until, action.venue_hint) == (Timing.LOCAL, None, "City hall")


def test_the_lead_plans_for_any_partner_and_a_partner_for_itself(story: Coalition) -> None:
    by_lead = visitor(story, "lead_organizer").post(NEW, plan(story, group=2))
    forged = visitor(story, "host_organizer").post(NEW, plan(story, group=2, slug="other"))
    assert (by_lead.status_code, forged.status_code) == (303, 400)
    assert summary(forged) == [("host", "Choose the campaign and the group.")]


def test_one_instant_everywhere_names_whose_clocks(story: Coalition) -> None:
    host = visitor(story, "host_organizer")
    bare = host.post(NEW, plan(story, timing="instant"))
    made = host.post(NEW, plan(story, timing="instant", timezone="America/New_York"))
    assert ([name for name, _ in summary(bare)], made.status_code) == (["timezone"], 303)
    assert Action.objects.get().timing == Timing.INSTANT


def test_a_taken_address_is_said_beside_a_suggestion(story: Coalition) -> None:
    host = visitor(story, "host_organizer")
    host.post(NEW, plan(story))
    page = host.post(NEW, plan(story))
    assert summary(page) == [("slug", "This web address is taken.")]
    assert values(page)["slug"] == "deliver-the-250000"
    assert Action.objects.count() == 1


def test_says_all_that_is_wrong_beside_what_was_typed(story: Coalition) -> None:
    page = visitor(story, "host_organizer").post(
        NEW, {"date": "12 July", "local_time": "noon", "duration_minutes": "0", "capacity": "-1"}
    )
    assert page.status_code == 400
    assert [name for name, _ in summary(page)] == [
        "host", "title", "date", "local_time", "duration_minutes", "capacity", "timing",
    ]  # fmt: skip
    assert (values(page)["date"], values(page)["local_time"]) == ("12 July", "noon")


def test_a_meaning_of_the_time_that_is_not_offered_is_refused(story: Coalition) -> None:
    page = visitor(story, "host_organizer").post(NEW, plan(story, timing="x"))
    assert (page.status_code, summary(page)) == (400, [("timing", "Choose one.")])


@pytest.mark.parametrize("name", ["date", "until"])
def test_a_year_in_which_no_city_could_begin_is_refused(story: Coalition, name: str) -> None:
    page = visitor(story, "host_organizer").post(NEW, plan(story) | {name: "9999-12-31"})
    assert (page.status_code, summary(page)) == (400, [(name, "Use a year from 2000 to 2199.")])


@pytest.mark.parametrize("title", ["a\x00b", "<script>alert(1)</script>", "x" * 5000, "\u202etxt"])
def test_hostile_titles_are_refused_or_shown_as_text(story: Coalition, title: str) -> None:
    page = visitor(story, "host_organizer").post(NEW, plan(story, title=title, slug="a-plan"))
    assert page.status_code in {303, 400}
    assert b"<script>alert" not in page.content


def test_planners_of_its_group_and_the_lead_change_it(story: Coalition, action: Action) -> None:
    planners = {"host_organizer", "host_coordinator", "lead_organizer", "lead_coordinator"}
    wanted = expected(403, for_=("host", "lead", "other", "admin"))
    wanted |= {who: 200 for who in EVERYONE if who in planners}
    assert statuses(story, path_of(action)) == wanted


def test_shows_each_city_first_and_moves_them_when_asked_again(
    story: Coalition, action: Action
) -> None:
    events = in_seven_cities(story, action)
    rsvp = answer(events[0], "ana")
    Event.objects.filter(pk=events[1].pk).update(own_fields=["time"])
    host = visitor(story, "host_organizer")

    look = host.post(path_of(action), form_of(host, action, local_time="13:00", title="Noon"))
    said = words(look)

    assert look.status_code == 200
    assert "Who comes or waits in these cities is told by mail; how many is hidden" in said
    assert "Changes too title" in said
    becomes = re.findall(r'<th scope="row">(.*?)</th><td.*?>(.*?)</td><td', look.content.decode())
    assert sorted(becomes) == sorted(
        (event.place_name, when_text(event)) for event in [events[0], *events[2:]]
    )
    assert said.count("1:00 pm") == 6
    assert f"1 city keeps its time City Stays at {events[1].place_name}" in said
    assert Action.objects.get(pk=action.pk).version == 1
    assert owed_kinds(rsvp) == ["events.rsvp"]

    lead = visitor(story, "lead_organizer")
    own = lead.post(path_of(action), form_of(lead, action, local_time="13:00"))
    assert "1 person who comes or waits is told by mail." in words(own)
    again = host.post(path_of(action), values(look) | {"again": "1"})
    assert values(again)["local_time"] == "13:00"
    changed = host.post(path_of(action), values(look) | {"confirmed": "1"})

    board = f"/desk/actions/{action.slug}/"
    assert (changed.status_code, changed["Location"]) == (303, board)
    said = words(host.get(board))
    assert "The plan is changed; 7 cities follow." in said
    assert f"What these chose themselves stays: {events[1].place_name}." in said
    assert owed_kinds(rsvp) == ["events.moved", "events.rsvp"]


def test_asks_nothing_where_no_time_changes_and_writes_nothing_where_nothing_does(
    story: Coalition, action: Action
) -> None:
    event = an_event(story, action=action, group=1)
    host = visitor(story, "host_organizer")

    same = host.post(path_of(action), form_of(host, action))
    assert same.status_code == 303
    assert "Nothing was changed." in words(host.get(same["Location"]))
    assert Action.objects.get(pk=action.pk).version == 1
    retitled = host.post(path_of(action), form_of(host, action, title="Another title"))
    assert retitled.status_code == 303
    assert Event.objects.get(pk=event.pk).title == "Another title"
    over = in_days(-3).local.date().isoformat()
    past = host.post(path_of(action), form_of(host, action, date=over))
    assert past.status_code == 400
    assert "This day has passed." in words(past)


def test_a_time_that_one_city_does_not_have_changes_nothing(
    story: Coalition, action: Action
) -> None:
    an_event(story, action=action, group=1)
    host = visitor(story, "host_organizer")
    form = form_of(host, action, date="2027-03-14", local_time="02:30")
    page = host.post(path_of(action), form)
    assert page.status_code == 400
    assert "In New York, NY: 02:30 does not exist" in words(page)
    assert Action.objects.get(pk=action.pk).version == 1


def test_seats_that_are_taken_are_said_beside_what_was_typed_and_counted_for_no_other(
    story: Coalition, action: Action
) -> None:
    event = an_event(story, action=action, group=2)
    answer(event, "ana", guests=2)
    host = visitor(story, "host_organizer")

    page = host.post(path_of(action), form_of(host, action, capacity="1", title="Typed"))

    said = f"In {event.place_name}: More seats than that are taken"
    assert (page.status_code, said in words(page), values(page)["title"]) == (409, True, "Typed")
    assert "3 seats" not in words(page)
    assert Action.objects.get(pk=action.pk).version == 1


def test_two_who_change_it_at_once_lose_nothing(story: Coalition, action: Action) -> None:
    host = visitor(story, "host_organizer")
    mine = form_of(host, action, title="Mine")
    update_action(action=action, changes={"title": "Theirs"}, version=1, actor=SYSTEM)

    page = host.post(path_of(action), mine)

    assert page.status_code == 412
    assert "Someone else wrote meanwhile: Theirs" in words(page)
    assert re.findall(r'name="version" value="(\d+)"', page.content.decode()) == ["2"]
