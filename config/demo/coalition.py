"""Sets the demo's stage: groups, people, the campaign, its coalition and an open petition.

Groups and people by the operator's services, the rest through the HTTP API as partners would.
Doing it again changes nothing.
"""

from accounts.models import User
from accounts.services.user import create_user
from campaign.models import Campaign, Locality, Partner
from config.demo import story
from config.demo.client import Client
from core.actors import SYSTEM
from groups.models import Group
from groups.services.group import create_group
from groups.services.staff import add_staff
from groups.services.token import mint_token
from petitions.models import Petition, PetitionState

SCOPES = (
    *("campaigns:read", "campaigns:write", "petitions:read", "petitions:write"),
    *("events:read", "events:write", "rsvps:count"),
)


def make_groups_and_people() -> None:
    for group in story.GROUPS:
        create_group(slug=group.slug, name=group.name, actor=SYSTEM)
    for sign_in in story.SIGN_INS:
        user = create_user(email=sign_in.email, password=story.PASSWORD, actor=SYSTEM)
        for role in sign_in.roles:
            add_staff(
                user=user, group=Group.objects.get(slug=sign_in.group), role=role, actor=SYSTEM
            )


def make_campaign(base: str) -> None:
    """The lead founds the campaign and invites; each partner accepts."""
    partners = f"/api/v1/campaigns/{story.CAMPAIGN['slug']}/partners/"
    with client_of(base, story.LEAD) as lead:
        if not Campaign.objects.filter(slug=story.CAMPAIGN["slug"]).exists():
            lead.post("/api/v1/campaigns/", story.CAMPAIGN)
        for group in story.PARTNERS:
            if not Partner.objects.filter(group__slug=group.slug).exists():
                lead.post(partners, {"group": group.slug})
    for group in story.PARTNERS:
        if not Partner.objects.filter(group__slug=group.slug, state="active").exists():
            with client_of(base, group) as partner:
                partner.post(f"{partners}{group.slug}/accept/")


def pursue_localities(base: str) -> None:
    """The lead lists the cities whose councils are asked to follow."""
    pursued = f"/api/v1/campaigns/{story.CAMPAIGN['slug']}/localities/"
    with client_of(base, story.LEAD) as lead:
        for name, stage, day in story.LOCALITIES:
            slug = name.lower().replace(" ", "-")
            if not Locality.objects.filter(slug=slug).exists():
                body = {"slug": slug, "name": name, "region": "CA", "body": f"{name} City Council"}
                lead.post(pursued, {**body, "stage": stage, "stage_on": day})


def open_petition(base: str, slug: str) -> None:
    """The lead writes the petition and opens it."""
    with client_of(base, story.LEAD) as lead:
        if not Petition.objects.filter(slug=slug).exists():
            lead.post("/api/v1/petitions/", {**story.PETITION, "slug": slug})
        if Petition.objects.get(slug=slug).state == PetitionState.DRAFT:
            lead.post(f"/api/v1/petitions/{slug}/open/")


def client_of(base: str, group: story.DemoGroup) -> Client:
    """The group's coordinator at the API, with a token for a day."""
    minted = mint_token(
        user=User.objects.get(email=group.coordinator),
        group=Group.objects.get(slug=group.slug),
        scopes=SCOPES,
        actor=SYSTEM,
        name="demo",
        days=1,
    )
    return Client(base, token=minted.text)
