"""Who came, city by city."""

import csv
import re
from typing import Any

import pytest

from core.actors import SYSTEM
from events.models import Action, EventState
from events.services.event import create_events_of
from events.services.event_move import cancel_event
from events.services.rsvp_decision import check_in
from tests.events.gatherings import an_action, an_event, answer, in_seven_cities
from tests.pages.views.desk.event_visits import expected, statuses, tiles, visitor, words
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


@pytest.fixture
def action(story: Coalition) -> Action:
    """Boston of the partner: 12 expected, 3 here with their guests; Oakland: nobody; two that do
    not count."""
    action = an_action(story, group=1)
    cities = [("Boston", "MA", "open"), ("Oakland", "CA", "open"), ("Seattle", "WA", "draft")]
    boston, _oakland, _seattle = create_events_of(
        action=action,
        cities=[
            (story.groups[1], {"city": city, "region": region, "state": EventState(state)})
            for city, region, state in cities
        ],
        actor=SYSTEM,
    )
    ana = answer(boston, "ana", guests=2)
    for number in range(9):
        answer(boston, f"bo{number}")
    check_in(event=boston, rsvp_id=ana.pk, actor=SYSTEM)
    gone = an_event(story, group=1, action=action, city="Portland", region="OR")
    cancel_event(event=gone, version=1, actor=SYSTEM)
    return action


def path_of(action: Action) -> str:
    return f"/desk/actions/{action.slug}/turnout/"


def csv_of(action: Action) -> str:
    return f"/desk/actions/{action.slug}/turnout.csv"


def rows_in(page: Any) -> list[list[str]]:
    """The words of each cell of each city."""
    [body] = re.findall(r"<tbody>(.*?)</tbody>", page.content.decode(), re.S)
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells[:4]]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.S)
        if (cells := re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S))
    ]


def test_staff_of_the_coalition_see_it(story: Coalition, action: Action) -> None:
    for path in (path_of(action), csv_of(action)):
        assert statuses(story, path) == expected(200, for_=("host", "lead", "other", "admin"))


def test_expected_and_here_by_city_as_a_table_with_bars(story: Coalition, action: Action) -> None:
    group = story.groups[1].name
    page = visitor(story, "host_organizer").get(path_of(action))

    assert rows_in(page) == [
        [f"Boston, MA {group}", "12", "3", "25 %"],
        [f"Oakland, CA {group}", "0", "0", "–"],
    ]
    assert tiles(page) == {"Here": "3", "Expected": "12", "Cities": "2"}
    bars = re.findall(r'class="bar-(\w+)" y="\d+" width="(\d+)"', page.content.decode())
    assert bars == [("expected", "200"), ("here", "50")]


def test_the_lead_learns_no_small_count_from_table_bar_or_file(
    story: Coalition, action: Action
) -> None:
    lead = visitor(story, "lead_organizer")
    page, file = lead.get(path_of(action)), lead.get(csv_of(action))

    assert rows_in(page)[0][1:] == ["12", "&lt;10", "–"]
    assert tiles(page)["Here"] == "few"
    bars = re.findall(r'class="bar-(\w+)" y="\d+" width="(\d+)"', page.content.decode())
    assert bars == [("expected", "200")]
    [boston] = [row for row in csv.DictReader(file.content.decode().splitlines())
                if row["city"] == "Boston"]  # fmt: skip
    assert (boston["expected"], boston["here"], boston["waiting"]) == ("12", "<10", "0")


def test_the_file_holds_every_city_with_its_state(story: Coalition, action: Action) -> None:
    answered = visitor(story, "host_organizer").get(csv_of(action))
    rows = list(csv.DictReader(answered.content.decode().splitlines()))

    assert answered["Content-Disposition"] == f'attachment; filename="{action.slug}-turnout.csv"'
    assert {row["city"]: (row["status"], row["expected"], row["here"]) for row in rows} == {
        "Boston": ("open", "12", "3"),
        "Oakland": ("open", "0", "0"),
        "Seattle": ("draft", "0", "0"),
        "Portland": ("cancelled", "0", "0"),
    }
    assert [word for word in ("Castillo", "@") if word in answered.content.decode()] == []


def test_a_partner_sees_the_cities_and_no_counts_of_others(
    story: Coalition, action: Action
) -> None:
    other = visitor(story, "other_organizer")
    assert [row[1:] for row in rows_in(other.get(path_of(action)))] == [["–", "–", "–"]] * 2
    rows = csv.DictReader(other.get(csv_of(action)).content.decode().splitlines())
    assert {(row["expected"], row["here"]) for row in rows} == {("", "")}


def test_nothing_to_count_says_so(story: Coalition) -> None:
    page = visitor(story, "lead_organizer").get(path_of(an_action(story)))
    assert "No city is open yet: there is nothing to count." in words(page)


def test_makes_as_many_queries_for_seven_cities_as_for_one(
    story: Coalition, django_assert_num_queries: Any
) -> None:
    small, large = an_action(story), an_action(story)
    an_event(story, action=small)
    in_seven_cities(story, large)
    lead = visitor(story, "lead_organizer")
    for action in (small, large):
        with django_assert_num_queries(7):
            lead.get(path_of(action))
