"""Somebody signs and asks to hear from one group: comes onto that list, leaves it, stays off it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from config.demo import story
from groups.member_decision import ConsentRule
from groups.models import Role
from tests.journeys.conftest import Someone
from tests.journeys.person import PATIENCE_MS, Person
from tests.journeys.running_service import RunningService
from tests.journeys.stage import PARTNER, PASSWORD, PETITION, staff

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(400)]
EMAIL = "ines.valdivia@guests.example"
LIST = (
    "email,first_name,last_name,zip\n"
    f"{EMAIL},Ines,Valdivia,94804\n"
    "tomas.arrington@guests.example,Tomas,Arrington,94804\n"
)
NOBODY = "Nobody is on the list yet."


@pytest.fixture(scope="module")
def people(service: RunningService) -> dict[str, str]:
    """The addresses of those who sign in."""
    return {
        "steward": staff(Role.STEWARD, group=PARTNER),
        "organizer": staff(Role.ORGANIZER, group=PARTNER),
        "another": staff(Role.STEWARD, group=story.PARTNERS[1]),
    }


def test_one_who_asked_is_on_the_list_until_they_decide_otherwise(
    someone: Someone, people: dict[str, str], tmp_path: Path
) -> None:
    guest = someone(EMAIL)
    steward, organizer, another = (
        at_the_members(someone(people[name])) for name in ("steward", "organizer", "another")
    )
    for each in (steward, organizer, another):
        each.sees(NOBODY)

    own = join(guest)
    row_of(steward, "Ines Valdivia", EMAIL, "Agreed")
    row_of(organizer, "Ines V.", "On the list")
    for word in ("Valdivia", EMAIL):
        organizer.sees_not(word)
    another.page.reload()
    another.sees(NOBODY)

    guest.open(own)
    guest.press("No more mail from this group")
    guest.sees("This group writes to you no more.")
    row_of(steward, "Ines Valdivia", "Unsubscribed")

    guest.open(own)
    guest.press("Erase me from the list")
    guest.sees("What this group knew of you is erased.")
    steward.page.reload()
    steward.sees(NOBODY)

    bring_back(steward, tmp_path)
    guest.open(own)
    guest.sees("What this group knew of you is erased.")


def at_the_members(person: Person) -> Person:
    """Signs in and opens the list of one's group."""
    person.sign_in(PASSWORD)
    person.follow("Members")
    return person


def join(guest: Person) -> str:
    """Signs with the box ticked, which nobody ticked before; the address of one's own page."""
    guest.open(f"/p/{PETITION}/")
    guest.take_time()
    assert guest.main.locator("[name=subscribe]:checked").count() == 0
    guest.main.get_by_text("Hear from the groups behind this").click()
    guest.fill(
        given_name="Ines",
        family_name="Valdivia",
        email=EMAIL,
        postal_code="94804",
        subscribe=PARTNER.slug,
    )
    guest.press("Sign")
    guest.sees_title("Thank you")
    guest.open_letter()
    guest.follow_in_letter("Confirm my signature")
    guest.sees(PARTNER.name)
    guest.press("Confirm my signature")
    guest.sees_title("Your signature is confirmed")
    guest.follow("See what we hold about you")
    guest.waits_to_see("Groups that hold your address")
    card = guest.main.locator(f"#{PARTNER.slug}")
    expect(card).to_contain_text(EMAIL)
    expect(card).to_contain_text("What you agreed to")
    return guest.page.url


def row_of(person: Person, name: str, *words: str) -> None:
    """Looks at the list anew: one row with this name and these words."""
    person.page.reload()
    row = person.main.locator("table.member-table tbody tr")
    expect(row, person.told()).to_have_count(1)
    for word in (name, *words):
        expect(row, person.told()).to_contain_text(word)


def bring_back(steward: Person, folder: Path) -> None:
    """A list with their address and another's: of the two, the other comes."""
    path = folder / "list.csv"
    path.write_text(LIST)
    steward.follow("Imported lists")
    steward.follow("Import a list")
    steward.page.set_input_files("[name=file]", path)
    steward.press("Look the list through")
    steward.sees("What the list would do")
    expected = {"new": 1, "not to be written to": 1}
    assert figures(steward) == expected
    steward.fill(consent=ConsentRule.NONE)
    steward.press("Take the list in")
    expect(steward.main, steward.told()).to_contain_text(
        "See the new people", timeout=2 * PATIENCE_MS
    )
    steward.sees("What the list did")
    assert figures(steward) == expected
    steward.follow("See the new people")
    row_of(steward, "Tomas Arrington")
    steward.follow("Members")
    row_of(steward, "Tomas Arrington")


def figures(steward: Person) -> dict[str, int]:
    """What became of the rows, without what became of none."""
    rows = steward.main.locator("table.import-figures tbody tr").all()
    told = [(row.locator("td").inner_text(), row.locator("th").inner_text()) for row in rows]
    counted = {words.splitlines()[0].strip(): int(number) for number, words in told}
    return {words: number for words, number in counted.items() if number}
