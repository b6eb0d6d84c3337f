"""A group is invited and joins with its people, and its staff see what is theirs and no more."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext

from config.demo import story
from config.demo.client import Client
from core.actors import SYSTEM
from groups.models import Role
from groups.services.group import create_group
from tests.journeys.conftest import Someone
from tests.journeys.crawl import Page, crawl
from tests.journeys.letters import Mailbox
from tests.journeys.person import Person
from tests.journeys.running_service import RunningService
from tests.journeys.stage import LEAD, PASSWORD, PETITION, program_of, staff
from tests.planted import found_in_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(400)]
NEW = story.DemoGroup("northside-tenants", "Northside Tenants", "")
CAMPAIGN, CAMPAIGN_TITLE = str(story.CAMPAIGN["slug"]), str(story.CAMPAIGN["title"])
ORGANIZER = "rosalind@northside-tenants.example"
FEWEST_PAGES = 15
OWN_PASSWORD = "the kettle sings at six"


@dataclass(frozen=True)
class Planted:
    """Somebody whose name must be found where it may be, and nowhere else."""

    given: str
    family: str
    phone: str

    @property
    def email(self) -> str:
        return f"{self.given}.{self.family}@planted.example".lower()

    @property
    def words(self) -> list[str]:
        return [self.given, self.family, self.email, self.phone]


OF_LEAD = Planted("Zephyrine", "Quillfeather", "2025550142")
OF_NEW = Planted("Ottoline", "Brandywine", "2025550163")


Programs = dict[str, Client]


@pytest.fixture(scope="module")
def people(service: RunningService) -> dict[str, str]:
    """The addresses of those who sign in; the new group has two of its three."""
    create_group(slug=NEW.slug, name=NEW.name, actor=SYSTEM)
    return {
        "lead": staff(Role.COORDINATOR, group=LEAD),
        "coordinator": staff(Role.COORDINATOR, group=NEW),
        "steward": staff(Role.STEWARD, group=NEW),
    }


@pytest.fixture(scope="module")
def programs(service: RunningService, people: dict[str, str]) -> Iterator[Programs]:
    """Of both groups, by their short names."""
    with program_of(service, LEAD) as lead, program_of(service, NEW) as new:
        yield {LEAD.slug: lead, NEW.slug: new}


def test_a_group_joins_and_sees_its_own_people_alone(
    someone: Someone, service: RunningService, people: dict[str, str], programs: Programs
) -> None:
    lead, coordinator, steward, organizer = (
        someone(email)
        for email in (people["lead"], people["coordinator"], people["steward"], ORGANIZER)
    )
    invite(lead)
    accept(coordinator)
    bring_in(coordinator, organizer)
    for planted, group in ((OF_LEAD, LEAD), (OF_NEW, NEW)):
        plant(service, planted, group, programs[group.slug])
    steward.sign_in(PASSWORD)
    told = {}
    for name, person in (
        ("organizer", organizer),
        ("steward", steward),
        ("coordinator", coordinator),
    ):
        content = desk_of(person)
        assert found_in_bytes(OF_LEAD.words, content, name) == []
        told[name] = {word for word in OF_NEW.words if found_in_bytes([word], content)}
    masked = {OF_NEW.given}
    assert told == {
        "organizer": masked,
        "coordinator": masked,
        "steward": set(OF_NEW.words),
    }


def invite(lead: Person) -> None:
    lead.sign_in(PASSWORD)
    lead.follow("Campaigns")
    lead.follow(CAMPAIGN_TITLE)
    lead.follow("Invite a group")
    lead.fill(group=NEW.name)
    lead.press("Invite the group")
    lead.sees(f"{NEW.name} is invited")


def accept(coordinator: Person) -> None:
    coordinator.sign_in(PASSWORD)
    coordinator.follow("Campaigns")
    coordinator.sees("Your group is invited")
    coordinator.follow(CAMPAIGN_TITLE)
    coordinator.follow("Answer")
    coordinator.press("Take part")
    coordinator.sees("Your group takes part now.")


def bring_in(coordinator: Person, organizer: Person) -> None:
    """By a mail whose link makes the account."""
    coordinator.follow("Staff")
    coordinator.follow("Invite someone")
    coordinator.fill(email=organizer.email, role="organizer")
    coordinator.press("Send the invitation")
    coordinator.sees("The invitation is on its way.")
    organizer.open_letter()
    organizer.follow_in_letter("See the invitation")
    organizer.sees_title(f"Work with {NEW.name}")
    organizer.fill(name="Rosalind Achterberg", password=OWN_PASSWORD)
    organizer.press("Accept and make my account")
    organizer.sees(f"Welcome to {NEW.name}.")
    coordinator.follow("Staff")
    coordinator.sees("Rosalind Achterberg")


def plant(
    service: RunningService, planted: Planted, group: story.DemoGroup, program: Client
) -> None:
    """Signs through the group, wants to hear from it, and goes to its gathering."""
    visitor, mailbox = service.visitor(), Mailbox(service, planted.email)
    names = {
        "given_name": planted.given,
        "family_name": planted.family,
        "email": planted.email,
        "phone": planted.phone,
    }
    signed = {**names, "postal_code": "94804", "source": group.slug, "subscribe": [group.slug]}
    visitor.post(f"/api/v1/petitions/{PETITION}/signatures/", signed)
    visitor.press(mailbox.next().path("/s/"), {})
    event = {
        "title": f"Evening at {group.name}",
        "campaign": CAMPAIGN,
        "starts_at": "2031-07-12T18:00",
        "city": "Oakland",
        "region": "CA",
        "timezone": "America/Los_Angeles",
        "venue": "The hall",
    }
    slug = program.post("/api/v1/events/", event)["slug"]
    visitor.post(f"/api/v1/events/{slug}/rsvps/", names)


class DeskVisitor:
    """Asks for pages as the person who is signed in in a browser does."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context

    def get(self, path: str) -> Page:
        answer = self._context.request.get(path)
        return Page(path, answer.status, answer.body())

    def post_nothing(self, path: str) -> Page:
        raise NotImplementedError("the desk's forms are not sent by somebody who looks around")


def desk_of(person: Person) -> bytes:
    """All that the person can reach at the desk, one link after the other; every page answers."""
    pages = list(crawl(DeskVisitor(person.context), ["/desk/"], within="/desk/"))
    assert len(pages) > FEWEST_PAGES
    assert {page.path: page.status for page in pages if page.status not in (200, 405)} == {}
    return b"\n".join(page.content for page in pages)
