"""The demo campaign's invented people, groups and texts. Facts only, no database."""

from dataclasses import dataclass

from groups.models import Role


@dataclass(frozen=True)
class DemoGroup:
    """A partner group and the list it collected, by the generator's file name."""

    slug: str
    name: str
    list_name: str

    @property
    def coordinator(self) -> str:
        """The sign-in of the person who runs the group."""
        return f"coordinator@{self.slug}.example"


LEAD = DemoGroup("harbor-network", "Harbor Family Network", "a_action_network.csv")
PARTNERS = (
    DemoGroup("lantern-union", "Lantern Workers Union", "b_spreadsheet.csv"),
    DemoGroup("riverside-congregations", "Riverside Congregations", "c_paper.tsv"),
    DemoGroup("quiet-street-clinic", "Quiet Street Legal Clinic", "d_hashed.csv"),
    DemoGroup("open-commons", "Open Commons Petitions", "e_platform.csv"),
)
GROUPS = (LEAD, *PARTNERS)


@dataclass(frozen=True)
class SignIn:
    """A person who can sign in to the demo, with roles in one group."""

    email: str
    group: str
    roles: tuple[Role, ...]


COORDINATORS = tuple(
    SignIn(group.coordinator, group.slug, (Role.COORDINATOR, Role.STEWARD)) for group in GROUPS
)
STEWARD = SignIn("steward@harbor-network.example", LEAD.slug, (Role.STEWARD,))
ORGANIZER = SignIn("organizer@lantern-union.example", PARTNERS[0].slug, (Role.ORGANIZER,))
SIGN_INS = (*COORDINATORS, STEWARD, ORGANIZER)
PASSWORD = "one-of-many-thousands"  # noqa: S105 - printed for everyone who runs the demo

CAMPAIGN = {
    "title": "Families Stay Together",
    "slug": "families-stay-together",
    "lead": LEAD.slug,
    "target": "The Board of Northgate Hospitality",
    "demand": "End the contract under which families are held in Northgate's hotels.",
    "story": (
        "Northgate's hotels hold families before they are flown out. **Five groups** in sixteen "
        "cities ask its board to end the contract.\n\n"
        "- We collect in our own places, with our own tools.\n"
        "- Every person is counted once.\n"
        "- We carry the signatures to the board together, on one day.\n"
    ),
}
# To the lead's volunteers.
MESSAGE = {
    "subject": "The day of action: what to bring",
    "text": (
        "Thank you for standing with the families.\n\n"
        "**Be there half an hour early.** Bring water, a warm coat and one friend. Marshals wear "
        "green bands; ask them anything.\n\n"
        "If you cannot come, tell us: somebody else will take your place at the table."
    ),
    "tag": "volunteer",
}
INVITED = "newcomer@harbor-network.example"
# How far the demand has come, city by city: name, stage, day of the stage.
LOCALITIES = (
    ("Richmond", "adopted", "2026-06-16"),
    ("Oakland", "voting", "2026-07-21"),
    ("Berkeley", "voting", "2026-07-28"),
    ("Alameda", "considering", None),
    ("San Jose", "next", None),
    ("San Francisco", "later", None),
)
PETITION = {
    "title": "End the Northgate contract",
    "campaign": CAMPAIGN["slug"],
    "target": CAMPAIGN["target"],
    "confirmation": "required",
    "text": (
        "We ask the Board of Northgate Hospitality to end the contract under which families are "
        "held in its hotels, and to say so in public before the season begins.\n\n"
        "No family should be held behind a lobby."
    ),
}
COMMENTS = (
    "",
    "",
    "My children go to school across the street.",
    "I worked the front desk. I saw them.",
    "Ninguna familia detrás de un vestíbulo.",
)


@dataclass(frozen=True)
class DemoCity:
    """A city of the day of action: its host, its place, how many answer, how many places."""

    name: str
    region: str
    zone: str
    host: DemoGroup
    venue: str
    address: str
    answers: int = 14
    capacity: int | None = None
    leaving: int = 0
    is_private: bool = False
    hands_over: bool = False

    def body(self, bundle: str) -> dict[str, object]:
        """What is sent to the API."""
        body: dict[str, object] = {
            "city": self.name,
            "region": self.region,
            "group": self.host.slug,
            "venue": self.venue,
            "address": self.address,
            "private": self.is_private,
            "accessibility": "Step-free. Chairs and water are there.",
        }
        if self.capacity is not None:
            body["capacity"] = self.capacity
        return body | ({"bundle": bundle} if self.hands_over else {})


MOVED = DemoCity(
    "Portland", "OR", "America/Los_Angeles", PARTNERS[1], "Alder Square", "100 Alder Street"
)
CANCELLED = DemoCity(
    "Seattle", "WA", "America/Los_Angeles", PARTNERS[0], "Harbor Steps", "2 Harbor Way"
)
PRIVATE = DemoCity(
    "Denver", "CO", "America/Denver", PARTNERS[2], "At Dolores's", "77 Juniper Court", 9,
    is_private=True,
)  # fmt: skip
FULL = DemoCity(
    "New York", "NY", "America/New_York", PARTNERS[0], "Lantern Hall", "40 Lantern Street", 24,
    capacity=15, leaving=3,
)  # fmt: skip
DELIVERY = DemoCity(
    "Washington", "DC", "America/New_York", LEAD, "Northgate Hospitality", "1 Northgate Plaza",
    hands_over=True,
)  # fmt: skip
CITIES = (
    DemoCity("Minneapolis", "MN", "America/Chicago", PARTNERS[3], "Mill Park", "9 Mill Street"),
    MOVED,
    CANCELLED,
    DemoCity(
        "San Francisco", "CA", "America/Los_Angeles", PARTNERS[3], "Ferry Plaza", "3 Ferry Street"
    ),
    PRIVATE,
    DELIVERY,
    FULL,
)
ACTION = {
    "title": "Families Stay Together: day of action",
    "campaign": CAMPAIGN["slug"],
    "text": (
        "At noon, wherever you are, we gather in front of Northgate's hotels and hand over what "
        "you have signed.\n\nCome with your children, come with your colleagues. Wear white."
    ),
    "local_time": "12:00",
    "duration_minutes": 90,
    "venue_hint": "In front of the hotel",
}
MOVED_TO = {"local_time": "13:30", "venue": "The old market hall", "address": "8 Market Lane"}
HAND_OVER = {
    "delivered_to": "The front desk of Northgate Hospitality, for the board",
    "receipt": "Stamped, number 2207",
}


def action_slug(*, people: int, seed: int) -> str:
    """The address of the day of action: the demo of another size has one of its own."""
    usual = (people, seed) == (20_000, 7)
    return "day-of-action" if usual else f"day-of-action-{people}-{seed}"


def petition_slug(*, people: int, seed: int) -> str:
    """Each size and seed of the demo is a petition of its own."""
    usual = (people, seed) == (20_000, 7)
    return "end-the-contract" if usual else f"end-the-contract-{people}-{seed}"
