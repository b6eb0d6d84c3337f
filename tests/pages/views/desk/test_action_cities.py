"""Adding cities to an action: several rows, all or none, each error at its row."""

import re
from datetime import date, time
from typing import Any

import pytest

from events.models import Action, Event
from events.sealed_place import whereabouts_of
from tests.events.gatherings import an_action
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
PLANNERS = tuple(
    f"{side}_{role}" for side in ("host", "lead", "other") for role in ("organizer", "coordinator")
)


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


@pytest.fixture
def action(story: Coalition) -> Action:
    return an_action(story, group=1)


def path_of(action: Action) -> str:
    return f"/desk/actions/{action.slug}/cities/"


def rows(*cities: dict[str, str], **more: str) -> dict[str, str]:
    """The form with these rows filled in."""
    fields = {f"{n}.{name}": text for n, city in enumerate(cities) for name, text in city.items()}
    return {"rows": str(max(3, len(cities))), "state": "open", **fields, **more}


def made() -> list[tuple[str, str, str, int | None]]:
    events = Event.objects.order_by("pk")
    return [(each.place_name, each.group.slug, each.state, each.capacity) for each in events]


def test_planners_of_every_partner_may(story: Coalition, action: Action) -> None:
    wanted = expected(403, for_=("host", "lead", "other", "admin"))
    wanted |= {who: 200 for who in EVERYONE if who in PLANNERS}
    assert statuses(story, path_of(action)) == wanted
    wanted |= {who: 400 for who in EVERYONE if who in PLANNERS}
    assert statuses(story, path_of(action), "post") == wanted


def test_each_row_becomes_an_event_of_its_group(story: Coalition, action: Action) -> None:
    lead = visitor(story, "lead_organizer")
    [_, partner, other] = [group.slug for group in story.groups]
    form = rows(
        {"city": "Oakland", "region": "CA", "group": partner, "capacity": "1,200"},
        {},
        {"city": "10001", "group": other, "venue": "Hall", "address": "1 Way", "is_private": "1"},
        {"city": "Boston", "region": "MA", "group": partner, "local_time": "18:30"},
    )

    added = lead.post(path_of(action), form)

    board = f"/desk/actions/{action.slug}/"
    assert (added.status_code, added["Location"]) == (303, board)
    assert made() == [
        ("Oakland, CA", partner, "open", 1200),
        ("New York, NY", other, "open", None),
        ("Boston, MA", partner, "open", None),
    ]
    private = Event.objects.get(city="New York")
    assert (private.venue, whereabouts_of(private).line) == ("", "Hall, 1 Way")
    boston = Event.objects.get(city="Boston")
    assert (boston.local_time, boston.own_fields) == (time(18, 30), ["time"])
    assert "3 cities are added." in words(lead.get(board))


def test_a_partner_adds_in_its_own_name_alone(story: Coalition, action: Action) -> None:
    other = visitor(story, "other_organizer")
    assert b"Group that hosts" not in other.get(path_of(action)).content

    forged = other.post(
        path_of(action), rows({"city": "Boston", "region": "MA", "group": story.groups[1].slug})
    )
    added = other.post(path_of(action), rows({"city": "Boston", "region": "MA"}, state="draft"))

    assert (forged.status_code, added.status_code) == (400, 303)
    assert made() == [("Boston, MA", story.groups[2].slug, "draft", None)]


def test_all_that_is_wrong_is_said_at_its_row_and_what_was_typed_stays(
    story: Coalition, action: Action
) -> None:
    host = visitor(story, "host_organizer")
    page = host.post(
        path_of(action),
        rows(
            {"city": "Portland"},
            {"city": "Nowhereville", "region": "CA", "capacity": "many"},
            {"region": "NY"},
            {"city": "00000"},
            {"city": "Boston", "region": "MA", "venue": "The <b>hall</b>"},
        ),
    )

    said = summary(page)
    assert (page.status_code, made()) == (400, [])
    assert [name for name, _ in said] == ["0.region", "1.city", "1.capacity", "2.city", "3.city"]
    assert said[0][1].startswith("City 1: There is a Portland in")
    assert [state for state in ("ME", "OR") if state in said[0][1]] == ["ME", "OR"]
    assert said[1][1].startswith("City 2: No city of this name is known in CA.")
    assert (values(page)["1.capacity"], values(page)["4.venue"]) == (
        "many",
        "The &lt;b&gt;hall&lt;/b&gt;",
    )


def test_a_city_that_is_there_already_is_named(story: Coalition, action: Action) -> None:
    host = visitor(story, "host_organizer")
    boston = {"city": "Boston", "region": "MA"}
    host.post(path_of(action), rows(boston))
    page = host.post(path_of(action), rows({"city": "Oakland", "region": "CA"}, boston))
    assert summary(page) == [("1.city", "City 2: This action has an event in this city already.")]
    assert len(made()) == 1


@pytest.mark.parametrize(
    ("day", "at", "chosen", "becomes"),
    [
        (date(2027, 11, 7), time(1, 30), "2027-11-07T01:30:00/1", (time(1, 30), 1, [])),
        (date(2027, 3, 14), time(2, 30), "2027-03-14T03:30:00/0", (time(3, 30), 0, ["time"])),
    ],
)
def test_where_the_plans_time_is_no_single_one_the_row_offers_two(
    story: Coalition, day: date, at: time, chosen: str, becomes: Any
) -> None:
    """Phoenix keeps one time all year: only Boston must choose."""
    action = an_action(story, group=1, date=day, local_time=at)
    host = visitor(story, "host_organizer")
    cities = ({"city": "Phoenix", "region": "AZ"}, {"city": "Boston", "region": "MA"})

    page = host.post(path_of(action), rows(*cities))
    offered = re.findall(r'name="([\d.]+meant)" value="([^"]+)"', page.content.decode())
    done = host.post(path_of(action), rows(*cities, **{"1.meant": chosen}))

    assert [name for name, _ in summary(page)] == ["1.meant"]
    assert [name for name, _ in offered] == ["1.meant", "1.meant"]
    assert (chosen in dict.fromkeys(value for _, value in offered), done.status_code) == (True, 303)
    boston = Event.objects.get(city="Boston")
    assert (boston.local_time, boston.fold, boston.own_fields) == becomes


def test_a_year_in_which_nothing_is_planned_is_said_at_its_row(
    story: Coalition, action: Action
) -> None:
    far = {"date": "9999-12-31", "local_time": "23:59", "meant": "x"}
    page = visitor(story, "host_organizer").post(
        path_of(action), rows({"city": "Boston", "region": "MA"} | far)
    )
    assert (page.status_code, summary(page)) == (
        400,
        [("0.local_time", "City 1: Use a year from 2000 to 2199.")],
    )


def test_more_rows_keep_what_was_typed(story: Coalition, action: Action) -> None:
    host = visitor(story, "host_organizer")
    typed = rows({"city": "Boston", "region": "MA"}, more_rows="1")
    page = host.post(path_of(action), typed)
    found = values(page)
    assert (page.status_code, found["rows"], found["0.city"], made()) == (200, "6", "Boston", [])
    for hostile in ("-1", "9" * 50, "x", "2000"):
        page = host.post(path_of(action), rows(more_rows="1") | {"rows": hostile})
        assert int(values(page)["rows"]) <= 30


def test_empty_rows_are_no_cities(story: Coalition, action: Action) -> None:
    page = visitor(story, "host_organizer").post(path_of(action), rows({"city": "  "}))
    assert page.status_code == 400
    assert "Name at least one city." in words(page)
