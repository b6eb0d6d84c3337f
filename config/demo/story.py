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


def petition_slug(*, people: int, seed: int) -> str:
    """Each size and seed of the demo is a petition of its own."""
    usual = (people, seed) == (20_000, 7)
    return "end-the-contract" if usual else f"end-the-contract-{people}-{seed}"
