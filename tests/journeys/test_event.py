"""People find a gathering, answer, are reminded, are told that it moves, and one cannot come."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.demo import story
from config.demo.client import Client
from groups.models import Role
from tests.chromium import PHONE
from tests.journeys.conftest import Someone
from tests.journeys.person import Person
from tests.journeys.running_service import RunningService
from tests.journeys.stage import LEAD, PARTNER, PASSWORD, program_of, staff

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(400)]
ACTION, TITLE = "day-of-action", str(story.ACTION["title"])
CITY = story.CANCELLED  # here it takes place, at an address for those who come
EVENT = f"/api/v1/events/{ACTION}-seattle/"
DUE_IN = timedelta(seconds=6)


@pytest.fixture(scope="module")
def host(service: RunningService) -> Iterator[Client]:
    """The program of the group that hosts the gathering of tomorrow."""
    tomorrow = (datetime.now(ZoneInfo(CITY.zone)) + timedelta(minutes=5)).date() + timedelta(days=1)
    with program_of(service, LEAD) as lead:
        lead.post(
            "/api/v1/actions/", {**story.ACTION, "slug": ACTION, "date": tomorrow.isoformat()}
        )
        lead.post(f"/api/v1/actions/{ACTION}/events/", [{**CITY.body(""), "private": True}])
    staff(Role.ORGANIZER, group=PARTNER)
    with program_of(service, PARTNER) as program:
        yield program


def test_people_come_are_reminded_and_told_of_the_new_time(someone: Someone, host: Client) -> None:
    guests = [
        someone("noor.abernathy@guests.example", viewport=PHONE),
        someone("lev.marchetti@guests.example", viewport=PHONE, java_script_enabled=False),
    ]
    organizer = someone(f"organizer@{PARTNER.slug}.example")
    for guest in guests:
        find_and_answer(guest)
    for guest in guests:
        confirm(guest)

    remind_soon(host)
    open_the_move(organizer)
    for guest in guests:
        letter = guest.open_letter()
        assert letter.subject.startswith("Tomorrow")
        assert CITY.address in letter.text
        assert "12:00 pm" in letter.text

    move(organizer)
    for guest in guests:
        be_told_of_the_move(guest)
    cancel(guests[0])
    cancel(guests[1])
    organizer.waits_to_see("Cancelled their place")


def find_and_answer(guest: Person) -> None:
    guest.open(f"/a/{ACTION}/")
    guest.fill(zip="98101")
    guest.press("Find")
    guest.sees("Nearest to 98101")
    guest.follow(f"{CITY.name}, {CITY.region}")
    guest.sees_title(TITLE)
    guest.sees_not(CITY.address)
    guest.take_time()
    guest.fill(given_name="Noor", family_name="Abernathy", email=guest.email, guests="1")
    guest.press("I am coming")
    guest.sees_title("Thank you")


def confirm(guest: Person) -> None:
    """Only whose mailbox has answered learns the address."""
    letter = guest.open_letter()
    assert CITY.address not in letter.text
    guest.follow_in_letter("Confirm and see the address")
    guest.sees_not(CITY.address)
    guest.press("Yes, I want to come")
    guest.sees_title("You are coming")
    guest.sees(CITY.address)


def remind_soon(host: Client) -> None:
    """The group sets the hour of the reminder of the day before: in a few seconds."""
    version = host.get(EVENT)["version"]
    at = datetime.now(ZoneInfo(CITY.zone)) + DUE_IN
    rules = [{"offset": "-P1D", "at": f"{at:%H:%M:%S}"}]
    host.send("PATCH", EVENT, {"reminders": rules}, headers={"If-Match": f'"{version}"'})


def open_the_move(organizer: Person) -> None:
    organizer.sign_in(PASSWORD)
    organizer.follow("Actions")
    organizer.follow(TITLE)
    organizer.follow(f"{CITY.name}, {CITY.region}")
    organizer.follow("Move")


def move(organizer: Person) -> None:
    organizer.fill(local_time="13:30")
    organizer.press("See what it becomes")
    organizer.sees_title("Move it like this?")
    organizer.sees("1:30 pm")
    organizer.press("Move the event")
    organizer.sees("The event is moved.")


def be_told_of_the_move(guest: Person) -> None:
    letter = guest.open_letter()
    was, now = (
        next(line for line in letter.text.splitlines() if words in line)
        for words in ("Was:", "Is now:")
    )
    assert ("12:00 pm" in was, "1:30 pm" in now) == (True, True)


def cancel(guest: Person) -> None:
    guest.follow_in_letter("Say so")
    guest.press("I cannot come")
    guest.sees_title("It is cancelled")
    guest.sees("Your name and address are erased")
