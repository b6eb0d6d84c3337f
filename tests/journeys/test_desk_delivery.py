"""At the desk a partner brings its list, an organizer asks for a bundle, the lead hands it over."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from config.demo import story
from config.demo.partner_lists import PartnerList, Truth, write_partner_lists
from groups.models import Role
from tests.journeys.conftest import Someone
from tests.journeys.person import PATIENCE_MS, Person
from tests.journeys.running_service import RunningService
from tests.journeys.stage import LEAD, PARTNER, PASSWORD, program_of, staff

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(400)]
PETITION, TITLE = "second-contract", "And the second contract"
# What the page calls the figures of an import.
FIGURES = {
    "New people": "new",
    "Were there already; nobody counts twice": "already_signed",
    "Repeated in this list": "repeated_in_file",
    "Rejected rows": "rejected",
}


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return write_partner_lists(tmp_path_factory.mktemp("lists"), people=400, seed=5)


@pytest.fixture(scope="module")
def people(service: RunningService) -> dict[str, str]:
    """The addresses of those who sign in, at a petition that a partner has made."""
    with program_of(service, PARTNER) as program:
        program.post("/api/v1/petitions/", {**story.PETITION, "slug": PETITION, "title": TITLE})
        program.post(f"/api/v1/petitions/{PETITION}/open/")
    return {
        "steward": staff(Role.STEWARD, group=PARTNER),
        "organizer": staff(Role.ORGANIZER, group=PARTNER),
        "lead steward": staff(Role.STEWARD, group=LEAD),
        "lead": LEAD.coordinator,
    }


def test_a_list_becomes_a_bundle_that_is_verified_and_handed_over(
    someone: Someone,
    service: RunningService,
    people: dict[str, str],
    truth: Truth,
    tmp_path: Path,
) -> None:
    (partner_list,) = [one for one in truth.lists if one.name == PARTNER.list_name]
    steward = at_the_petition(someone(people["steward"]))
    import_list(steward, partner_list, truth)

    organizer = at_the_petition(someone(people["organizer"]))
    ask_for_a_bundle(organizer)

    approver = at_the_petition(someone(people["lead steward"]))
    box = approve_and_download(approver, tmp_path)
    report = service.command("verify_bundle", str(box))
    assert (report["valid"], report["signatures"]) == (True, len(partner_list.signers))

    lead = at_the_petition(someone(people["lead"]))
    close(lead)
    hand_over(lead)
    see_it_delivered(someone())


def at_the_petition(person: Person) -> Person:
    """Signs in and goes to the petition's page at the desk."""
    person.sign_in(PASSWORD)
    person.follow("Petitions")
    person.follow(TITLE)
    person.sees_title(TITLE)
    return person


def import_list(steward: Person, partner_list: PartnerList, truth: Truth) -> None:
    """Looks at what it would do, lets it be done, and sees the same figures again."""
    expected = truth.figures([partner_list.name])[partner_list.name]
    del expected["rows"]
    steward.follow("Lists")
    steward.fill(group=PARTNER.slug)
    steward.page.set_input_files("[name=file]", partner_list.path)
    steward.press("Look the list through")
    steward.sees("What the list would do")
    assert figures(steward) == expected
    steward.press("Take the list in")
    steward.sees(f"The list is taken in: {expected['new']} new people count.")
    steward.sees("What became of its rows")
    assert figures(steward) == expected
    assert rejected_rows(steward) == expected["rejected"]


def figures(steward: Person) -> dict[str, int]:
    rows = steward.main.locator("table.waterfall tbody tr").all()
    told = [row.locator("th, td.number").all_inner_texts() for row in rows]
    return {FIGURES[words]: int(number) for words, number in told}


def rejected_rows(steward: Person) -> int:
    """How many there are in the file that the page offers."""
    with steward.page.expect_download() as download:
        steward.main.get_by_role("link", name="Download the rejected rows").click()
    return len(Path(download.value.path()).read_text().splitlines()) - 1


def ask_for_a_bundle(organizer: Person) -> None:
    """One may ask, and not approve oneself."""
    organizer.follow("Bundles")
    organizer.fill(split="state")
    organizer.press("Ask for a bundle")
    organizer.sees_title("Bundle 1")
    organizer.sees("nobody approves their own request")
    expect(organizer.main.get_by_role("button", name="Approve and seal")).to_have_count(0)


def approve_and_download(approver: Person, folder: Path) -> Path:
    """The page goes on by itself from the seal to the check."""
    approver.follow("Bundles")
    approver.follow("Bundle 1")
    approver.press("Approve and seal")
    offer = approver.main.get_by_role("link", name="Download the bundle")
    expect(offer, approver.told()).to_be_visible(timeout=2 * PATIENCE_MS)
    approver.sees("It is whole.")
    with approver.page.expect_download() as download:
        offer.click()
    box = folder / "bundle.zip"
    download.value.save_as(box)
    return box


def close(lead: Person) -> None:
    lead.follow("Close")
    lead.press("Close the petition")
    lead.sees("Closed")


def hand_over(lead: Person) -> None:
    now = datetime.now(UTC)
    lead.follow("Bundles")
    lead.follow("Bundle 1")
    lead.follow("Record the hand-over")
    lead.fill(
        delivered_to="The office of the board",
        day=f"{now:%Y-%m-%d}",
        time=f"{now:%H:%M}",
        zone="UTC",
        receipt="Stamped at the front desk, no. 12",
    )
    lead.press("Record the hand-over")
    lead.sees("Stamped at the front desk, no. 12")
    lead.sees("It was handed over.")


def see_it_delivered(visitor: Person) -> None:
    visitor.open(f"/p/{PETITION}/")
    visitor.sees("Delivered")
    expect(visitor.main.get_by_role("button", name="Sign")).to_have_count(0)
