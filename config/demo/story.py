"""The demo campaign's invented people, groups and texts. Facts only, no database."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoGroup:
    """A partner: its list is `list_name`, made by the generator."""

    slug: str
    name: str
    list_name: str


LEAD = DemoGroup("harbor-network", "Harbor Family Network", "a_action_network.csv")
PARTNERS = (
    DemoGroup("lantern-union", "Lantern Workers Union", "b_spreadsheet.csv"),
    DemoGroup("riverside-congregations", "Riverside Congregations", "c_paper.tsv"),
    DemoGroup("quiet-clinic", "Quiet Street Legal Clinic", "d_hashed.csv"),
    DemoGroup("open-commons", "Open Commons Petitions", "e_platform.csv"),
)
GROUPS = (LEAD, *PARTNERS)

CAMPAIGN = {
    "title": "Families Stay Together",
    "slug": "families-stay-together",
    "target": "The Board of Northgate Hospitality",
    "demand": "End the contract that lets Northgate's hotels be used to hold families.",
}
STORY = """Northgate's hotels hold families before they are flown out. **Five groups** in
sixteen cities ask its board to end the contract.

- We collect signatures in our own places, with our own tools.
- Every person is counted once.
- We carry them to the board on one day.
"""
PETITION_TITLE = "End the Northgate contract"
PETITION_SLUG = "end-the-contract"
PETITION_TEXT = """We, the undersigned, ask the Board of Northgate Hospitality to end its contract
for holding families in its hotels, and to say so in public before the next season begins.

No family should be held behind a lobby."""


@dataclass(frozen=True)
class DemoPerson:
    """A sign-in of the demo: e-mail, roles as GROUP:ROLE."""

    email: str
    name: str
    roles: tuple[str, ...]


SIGN_INS = (
    DemoPerson("lead@demo.example", "Lena Harbor", ("harbor-network:coordinator",)),
    DemoPerson("steward@demo.example", "Stefan Harbor", ("harbor-network:steward",)),
    DemoPerson("organizer@demo.example", "Oona Lantern", ("lantern-union:organizer",)),
)
PASSWORD = "demo-campaign-2026"
