"""The situation that the permission matrix is tried in, and the objects it names.

Two campaigns: one with a lead, a partner (whose staff are the plain roles) and another partner;
one of a group that has nothing to do with them. To add a kind of object, add a builder.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import count

from accounts.models import User
from campaign.models import Campaign, Partner
from campaign.models.campaign import CampaignState
from campaign.models.partner import PartnerState
from campaign.services.campaign import create_campaign
from campaign.services.locality import add_locality
from campaign.services.partner import accept_invitation, invite_partner
from core.actors import SYSTEM
from events.models import Event, EventState
from events.services.event import create_events_of
from groups.models import (
    Role,
    Token,
)
from groups.scopes import SCOPES, grantable
from groups.services.member import add_member
from petitions.models import Bundle
from tests.events.gatherings import an_action, an_event, answer
from tests.groups.import_scenes import a_previewed_list, an_applied_list
from tests.permission_petitions import (
    PLANTED as PLANTED,
)
from tests.permission_petitions import (
    counts_file,
    draft_petition,
    finished_import,
    list_of_a_group,
    open_petition,
    ready_bundle,
    requested_bundle,
)
from tests.stories import (
    Coalition,
    a_group,
    coalition_of,
    open_petition_of,
    platform_admin,
    staff_of,
    token_of,
)

STAFF = ("organizer", "steward", "coordinator")
LEADS = ("lead_organizer", "lead_steward", "lead_coordinator")
GUEST = "ana@guests.example"
PEOPLE = ("Castillo", "guests.example")  # in every person whom an object is about
MASKED = "Ana C."
ROLES = ("anyone", *STAFF, *LEADS, "admin")
SEVERAL = {
    "everyone": ROLES,
    "staff": (*STAFF, *LEADS),
    "planners": ("organizer", "coordinator", "lead_organizer", "lead_coordinator"),
    "coordinators": ("coordinator", "lead_coordinator"),
    "stewards": ("steward", "lead_steward"),
    "leads": ("lead_organizer", "lead_coordinator"),
}
_numbers = count(1)
LEAD, PARTNER, OTHER = 0, 1, 2  # the groups of the coalition


@dataclass(frozen=True)
class World:
    """`ours` is the coalition of three, `theirs` another group's campaign.

    `tokens` by role are what calls of the API send; `people` by role sign in for pages.
    """

    ours: Coalition
    theirs: Coalition
    tokens: Mapping[str, str]
    people: Mapping[str, User]

    def story_and_group(self, role: str, column: str) -> tuple[Coalition, int]:
        """Whose object a column means for a role."""
        if column == "foreign":
            return self.theirs, LEAD
        own = LEAD if role in LEADS else PARTNER
        other = PARTNER if role in LEADS else OTHER
        return self.ours, other if column == "other" else own


def same_object(world: World, kind: str, role: str, column: str) -> tuple[str, int, str]:
    """What an object of the matrix depends on: one is made for all roles and columns alike."""
    story, group = world.story_and_group(role, column)
    return story.campaign.slug, group, f"{role} {column}" if kind == "token" else ""


def scopes_of(role: str) -> frozenset[str]:
    """All that a token of this role may hold."""
    if role == "anyone":
        return frozenset()
    plain = role.removeprefix("lead_")
    return grantable(roles=[] if role == "admin" else [plain], is_platform_admin=role == "admin")


def build_world() -> World:
    """Everything but the object of one test."""
    ours, theirs = coalition_of(3), coalition_of(1)
    a_group("outsider")
    open_petition_of(ours)
    admin = platform_admin()
    tokens = {"anyone": "", "admin": token_of(admin, ours.lead)}
    people = {"admin": admin}
    for role in STAFF:
        tokens[role] = ours.token(group=PARTNER, role=Role(role))
        tokens["lead_" + role] = ours.token(group=LEAD, role=Role(role))
        people[role] = ours.person(group=PARTNER, role=Role(role))
        people["lead_" + role] = ours.person(group=LEAD, role=Role(role))
    return World(ours, theirs, tokens, people)


def narrowed_token(world: World, role: str, need: str) -> str:
    """A token of the role with all scopes but the needed one."""
    others = sorted(scopes_of(role) & SCOPES - {need})
    if role == "admin":
        return token_of(platform_admin(), world.ours.lead, *others)
    story, group = world.story_and_group(role, "own")
    return story.token(*others, group=group, role=Role(role.removeprefix("lead_")))


def _nothing(world: World, role: str, column: str) -> dict[str, str]:
    return {}


def _group(world: World, role: str, column: str) -> dict[str, str]:
    story, group = world.story_and_group(role, column)
    return {"slug": story.groups[group].slug}


def _group_with_members(world: World, role: str, column: str) -> dict[str, str]:
    """Somebody is on the group's list, whose name no count may tell."""
    story, group = world.story_and_group(role, column)
    _put_on_list(story, group)
    return {"slug": story.groups[group].slug}


def _campaign_with_members(world: World, role: str, column: str) -> dict[str, str]:
    story, group = world.story_and_group(role, column)
    _put_on_list(story, group)
    return {"slug": story.campaign.slug}


def _put_on_list(story: Coalition, group: int) -> None:
    data = {"given_name": PLANTED, "email": f"{PLANTED}-{next(_numbers)}@example.org"}
    add_member(group=story.groups[group], data=data, actor=SYSTEM)


def _token(world: World, role: str, column: str) -> dict[str, str]:
    """Another token of the same person, or a token of someone else."""
    if column == "own":
        bearer = world.tokens[role] or world.tokens["organizer"]
    else:
        story, group = world.story_and_group(role, column)
        user = staff_of(story.groups[group], Role.ORGANIZER)
        bearer = token_of(user, story.groups[group])
    return {"prefix": Token.objects.get(prefix=bearer[:12]).prefix}


def _public_campaign(world: World, role: str, column: str) -> dict[str, str]:
    story, _ = world.story_and_group(role, column)
    return {"slug": story.campaign.slug}


def _draft_campaign(world: World, role: str, column: str) -> dict[str, str]:
    story, _ = world.story_and_group(role, column)
    campaign = _new_campaign(story, CampaignState.DRAFT)
    for group in story.groups[1:]:
        invite_partner(campaign=campaign, group=group, actor=SYSTEM)
        accept_invitation(campaign=campaign, group=group, actor=SYSTEM)
    return {"slug": campaign.slug}


def _new_campaign(story: Coalition, state: CampaignState) -> Campaign:
    return create_campaign(
        slug=f"draft-{next(_numbers)}",
        title=PLANTED,
        lead=story.lead,
        target=PLANTED,
        demand=PLANTED,
        state=state,
        actor=SYSTEM,
    )


def _invitation(world: World, role: str, column: str) -> dict[str, str]:
    """An invitation that is still open, to a group that its campaign's public does not know of."""
    story, index = world.story_and_group(role, column)
    invited = a_group(PLANTED) if column == "foreign" else story.groups[index]
    Partner.objects.filter(campaign=story.campaign, group=invited).delete()
    invite_partner(campaign=story.campaign, group=invited, actor=SYSTEM)
    return {"slug": story.campaign.slug, "group": invited.slug}


def _partner(world: World, role: str, column: str) -> dict[str, str]:
    story, index = world.story_and_group(role, column)
    group = story.groups[index]
    assert Partner.objects.get(campaign=story.campaign, group=group).state == PartnerState.ACTIVE
    return {"slug": story.campaign.slug, "group": group.slug}


def _locality(world: World, role: str, column: str) -> dict[str, str]:
    """A place whose local group is the column's."""
    story, group = world.story_and_group(role, column)
    place = add_locality(
        campaign=story.campaign,
        slug=f"place-{next(_numbers)}",
        name="Richmond",
        region="CA",
        group=story.groups[group],
        actor=SYSTEM,
    )
    return {"slug": story.campaign.slug, "locality": place.slug}


def _member_import(world: World, role: str, column: str) -> dict[str, str]:
    """A list of the group that was looked through."""
    story, group = world.story_and_group(role, column)
    return a_previewed_list(story.groups[group], planted=PLANTED)


def _applied_member_import(world: World, role: str, column: str) -> dict[str, str]:
    story, group = world.story_and_group(role, column)
    return an_applied_list(story.groups[group], planted=PLANTED)


def _public_event(world: World, role: str, column: str) -> dict[str, str]:
    """An event of the group whose place everyone may know; somebody comes."""
    story, group = world.story_and_group(role, column)
    event = an_event(story, group=group, venue="Town Hall", address="1 Main Street")
    answer(event, "ana")
    return {"slug": event.slug}


def _private_event(world: World, role: str, column: str) -> dict[str, str]:
    story, group = world.story_and_group(role, column)
    event = an_event(story, group=group, is_private=True, venue=PLANTED, address=PLANTED)
    return {"slug": event.slug}


def _draft_event(world: World, role: str, column: str) -> dict[str, str]:
    story, group = world.story_and_group(role, column)
    event = an_event(story, group=group, title=PLANTED, state=EventState.DRAFT)
    return {"slug": event.slug}


def _cancelled_event(world: World, role: str, column: str) -> dict[str, str]:
    story, group = world.story_and_group(role, column)
    event = an_event(story, group=group)
    Event.objects.filter(pk=event.pk).update(state=EventState.CANCELLED)
    return {"slug": event.slug}


def _delivery_event(world: World, role: str, column: str) -> dict[str, str]:
    """An event that names a bundle which is ready to be handed over."""
    story, group = world.story_and_group(role, column)
    names = ready_bundle(world, role, column)
    bundle = Bundle.objects.select_related("petition").get(public_id=names["public_id"])
    return {"slug": an_event(story, group=group, bundle=bundle).slug}


def _action(world: World, role: str, column: str) -> dict[str, str]:
    """An action of the group, with an event of the group in one city."""
    story, group = world.story_and_group(role, column)
    action = an_action(story, group=group)
    city = {"city": "Oakland", "region": "CA"}
    create_events_of(action=action, cities=[(story.groups[group], city)], actor=SYSTEM)
    return {"slug": action.slug}


def _action_of_a_draft_campaign(world: World, role: str, column: str) -> dict[str, str]:
    story, _ = world.story_and_group(role, column)
    hidden = replace(story, campaign=_new_campaign(story, CampaignState.DRAFT))
    return {"slug": an_action(hidden, title=PLANTED).slug}


OBJECTS: dict[str, Callable[[World, str, str], dict[str, str]]] = {
    "nothing": _nothing,
    "group": _group,
    "group with members": _group_with_members,
    "public campaign with members": _campaign_with_members,
    "token": _token,
    "public campaign": _public_campaign,
    "draft campaign": _draft_campaign,
    "invitation": _invitation,
    "partner": _partner,
    "draft petition": draft_petition,
    "open petition": open_petition,
    "counts file": counts_file,
    "list of a group": list_of_a_group,
    "import": finished_import,
    "requested bundle": requested_bundle,
    "ready bundle": ready_bundle,
    "member import": _member_import,
    "applied member import": _applied_member_import,
    "locality": _locality,
    "public event": _public_event,
    "private event": _private_event,
    "draft event": _draft_event,
    "cancelled event": _cancelled_event,
    "delivery event": _delivery_event,
    "action": _action,
    "action of a draft campaign": _action_of_a_draft_campaign,
}
