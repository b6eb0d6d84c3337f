"""The situation that the permission matrix is tried in, and the objects it names.

Two campaigns: one with a lead, a partner (whose staff are the plain roles) and another partner;
one of a group that has nothing to do with them. To add a kind of object, add a builder.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from campaign.models import Campaign, Partner
from campaign.models.campaign import CampaignState
from campaign.models.partner import PartnerState
from campaign.services.campaign import create_campaign
from campaign.services.locality import add_locality
from campaign.services.member_export import decide_export
from campaign.services.partner import accept_invitation, invite_partner
from core.actors import SYSTEM, Actor
from core.models import Message
from core.models.duty import DutyState
from core.services.stored_file import store
from events.models import Event, EventState
from events.services.event import create_events_of
from groups.member_decision import Decision
from groups.member_filter import HELD_BY_GROUP
from groups.models import (
    ExportVerdict,
    ImportStep,
    MemberExport,
    MemberImport,
    Role,
    RowKind,
    Token,
)
from groups.scopes import SCOPES, grantable
from groups.services.group_message import write_message
from groups.services.invitation import invite_staff
from groups.services.member import add_member
from groups.services.member_export import request_export
from groups.services.member_export_build import export_pass
from groups.services.tag import tag_members
from petitions.models import Bundle, SignatureImport, Source
from petitions.vault_owner import petition_owner
from tests.events.gatherings import an_action, an_event, answer
from tests.groups.member_lists import previewed, take_in
from tests.groups.rolls import Roll, newcomer
from tests.stories import (
    Coalition,
    a_group,
    coalition_of,
    draft_petition_of,
    open_petition_of,
    platform_admin,
    staff_of,
    token_of,
)

PLANTED = "hush-hush"  # in every name that a refusal must not repeat
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


def _step_of_a_campaign(world: World, role: str, column: str) -> dict[str, str]:
    return {**_public_campaign(world, role, column), "state": "ended"}


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


def _draft_petition(world: World, role: str, column: str) -> dict[str, str]:
    story, group = world.story_and_group(role, column)
    return {"slug": draft_petition_of(story, group=group, title=PLANTED).slug}


def _open_petition(world: World, role: str, column: str) -> dict[str, str]:
    story, group = world.story_and_group(role, column)
    petition = open_petition_of(story, group=group)
    for partner in story.groups:
        Source.objects.create(petition=petition, group=partner)
    return {"slug": petition.slug}


def _counts_file(world: World, role: str, column: str) -> dict[str, str]:
    """The counts of a petition as a file of one kind."""
    return {**_open_petition(world, role, column), "ending": "csv"}


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


def _list_of_a_group(world: World, role: str, column: str) -> dict[str, str]:
    """What a list is handed in for: a petition of the group, and the group."""
    story, group = world.story_and_group(role, column)
    petition = open_petition_of(story, group=group)
    return {"slug": petition.slug, "group": story.groups[group].slug}


def _import(world: World, role: str, column: str) -> dict[str, str]:
    """A list of the group that was imported long ago."""
    story, group = world.story_and_group(role, column)
    petition = open_petition_of(story, group=group, title=PLANTED)
    source = Source.objects.create(petition=petition, group=story.groups[group])
    row = SignatureImport.objects.create(
        petition=petition,
        source=source,
        sha256=bytes(32),
        state=DutyState.DONE,
        layout={"ignored": [PLANTED]},
    )
    return {"public_id": str(row.public_id)}


def _bundle(story: Coalition, group: int) -> Bundle:
    """A request of nobody who is in the matrix."""
    petition = open_petition_of(story, group=group, title=PLANTED)
    return Bundle.objects.create(petition=petition, number=1)


def _member_import(world: World, role: str, column: str) -> dict[str, str]:
    """A list of the group that was looked through."""
    return _a_member_import(world, role, column, step=ImportStep.PREVIEW)


def _applied_member_import(world: World, role: str, column: str) -> dict[str, str]:
    decision = Decision().as_json()
    return _a_member_import(world, role, column, step=ImportStep.APPLY, decision=decision)


def _a_member_import(world: World, role: str, column: str, **facts: Any) -> dict[str, str]:
    story, index = world.story_and_group(role, column)
    group = story.groups[index]
    row = MemberImport.objects.create(
        group=group,
        sha256=bytes(32),
        state=DutyState.DONE,
        rows_total=0,
        layout={"ignored": [PLANTED]},
        kept_until=timezone.now() + timedelta(days=1),
        **facts,
    )
    row.listed_rows.create(line=2, kind=RowKind.CONFLICTING, reason="name", sealed=PLANTED.encode())
    return {"slug": group.slug, "public_id": str(row.public_id)}


def _requested_bundle(world: World, role: str, column: str) -> dict[str, str]:
    return {"public_id": str(_bundle(*world.story_and_group(role, column)).public_id)}


def _ready_bundle(world: World, role: str, column: str) -> dict[str, str]:
    """Sealed on a day long ago and handed over once; the archive is not one that anybody opens."""
    bundle = _bundle(*world.story_and_group(role, column))
    bundle.archive = store(
        owner=petition_owner(bundle.petition_id),
        name="bundle.zip",
        content_type="application/zip",
        chunks=[PLANTED.encode()],
    )
    bundle.owed_at = bundle.sealed_at = datetime(2026, 7, 1, tzinfo=UTC)
    bundle.state = DutyState.DONE
    bundle.texts, bundle.manifest = {"slug": PLANTED}, {"bundle": str(bundle.public_id)}
    bundle.save()
    bundle.deliveries.create(delivered_to=PLANTED, delivered_at=bundle.sealed_at)
    return {"public_id": str(bundle.public_id)}


def _public_event(world: World, role: str, column: str) -> dict[str, str]:
    """An event of the group whose place everyone may know; somebody comes."""
    story, group = world.story_and_group(role, column)
    event = an_event(story, group=group, venue="Town Hall", address="1 Main Street")
    answer(event, "ana")
    return {"slug": event.slug}


def _guest(world: World, role: str, column: str) -> dict[str, str]:
    """Somebody who comes to an event of the group."""
    story, group = world.story_and_group(role, column)
    event = an_event(story, group=group)
    return {"slug": event.slug, "rsvp": str(answer(event, "ana").pk)}


def _failed_message(world: World, role: str, column: str) -> dict[str, str]:
    """A mail to a guest of the group that could not be sent."""
    names = _guest(world, role, column)
    message = Message.objects.get(about=names["rsvp"])
    Message.objects.filter(pk=message.pk).update(
        state=DutyState.FAILED, last_error="smtp_550", finished_at=datetime(2026, 7, 1, tzinfo=UTC)
    )
    return {"message": str(message.pk)}


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
    names = _ready_bundle(world, role, column)
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


def _person(world: World, role: str, column: str) -> dict[str, str]:
    """Somebody else with a role in the group: an organizer of no other group."""
    story, index = world.story_and_group(role, column)
    group = story.groups[index]
    user = staff_of(group, Role.ORGANIZER)
    User.objects.filter(pk=user.pk).update(name="Ana Castillo")
    return {"slug": group.slug, "person": str(user.pk)}


def _staff_invitation(world: World, role: str, column: str) -> dict[str, str]:
    """Somebody whom a coordinator invited to the group."""
    story, index = world.story_and_group(role, column)
    group = story.groups[index]
    sent = invite_staff(
        group=group,
        email="ana@guests.example",
        role=Role.ORGANIZER,
        actor=story.actor(group=index),
    )
    return {"slug": group.slug, "invitation_id": str(sent.pk)}


def _group_without_coordinator(world: World, role: str, column: str) -> dict[str, str]:
    """The same for everyone: a group of nobody."""
    return {"slug": a_group(f"orphan-{next(_numbers)}").slug}


def _member(world: World, role: str, column: str) -> dict[str, str]:
    """Ana, whom a steward put on the group's list."""
    story, index = world.story_and_group(role, column)
    roll = Roll(story.groups[index], {Role.STEWARD: story.person(group=index, role=Role.STEWARD)})
    member = roll.member(GUEST) or roll.add(email=GUEST)
    return {"slug": roll.group.slug, "member_id": str(member.pk)}


def _member_tag(world: World, role: str, column: str) -> dict[str, str]:
    """A tag that Ana has."""
    names = _member(world, role, column)
    story, index = world.story_and_group(role, column)
    steward = story.actor(group=index, role=Role.STEWARD)
    tag_members(
        group=story.groups[index], member_ids=[UUID(names["member_id"])], add="river", actor=steward
    )
    return {"slug": names["slug"], "tag": "river"}


def _previewed_list(world: World, role: str, column: str) -> dict[str, str]:
    """A list that waits for a decision: a row in conflict with Ana, and one that is rejected."""
    _member(world, role, column)
    story, index = world.story_and_group(role, column)
    row = previewed(story.groups[index], f"email,name\n{GUEST},Bo Lee\nnone,Castillo\n")
    return {"slug": story.groups[index].slug, "public_id": str(row.public_id)}


def _taken_list(world: World, role: str, column: str) -> dict[str, str]:
    """A list that was taken in."""
    story, index = world.story_and_group(role, column)
    row = take_in(story.groups[index], f"email,name\n{GUEST},Ana Castillo\n")
    return {"slug": story.groups[index].slug, "public_id": str(row.public_id)}


def _an_export(world: World, role: str, column: str, by: User) -> MemberExport:
    """A request for what a file of it tells of nobody."""
    _member(world, role, column)
    story, index = world.story_and_group(role, column)
    return request_export(
        group=story.groups[index],
        reason="For the phone bank",
        wanted=HELD_BY_GROUP,
        columns=("city",),
        file_format="csv",
        actor=Actor(user_id=by.pk),
    )


def _member_export(world: World, role: str, column: str) -> dict[str, str]:
    """A request of a steward who is not in the matrix."""
    story, index = world.story_and_group(role, column)
    steward = staff_of(story.groups[index], Role.STEWARD)
    return {"public_id": str(_an_export(world, role, column, steward).public_id)}


def _ready_export(world: World, role: str, column: str) -> dict[str, str]:
    """What the group's own steward asked for, approved by another and ready to be taken."""
    story, index = world.story_and_group(role, column)
    export = _an_export(world, role, column, story.person(group=index, role=Role.STEWARD))
    second = Actor(user_id=staff_of(export.group, Role.STEWARD).pk)
    decide_export(public_id=export.public_id, verdict=ExportVerdict.APPROVED, actor=second)
    export_pass()
    return {"public_id": str(export.public_id)}


def _message(world: World, role: str, column: str) -> dict[str, str]:
    """A draft that Ana would get."""
    story, index = world.story_and_group(role, column)
    group = story.groups[index]
    Roll(group, {}).enrol(newcomer(GUEST))
    writer = story.actor(group=index)
    draft = write_message(group=group, data={"subject": PLANTED, "text": PLANTED}, actor=writer)
    return {"slug": group.slug, "public_id": str(draft.public_id)}


OBJECTS: dict[str, Callable[[World, str, str], dict[str, str]]] = {
    "nothing": _nothing,
    "group": _group,
    "person": _person,
    "staff invitation": _staff_invitation,
    "group without coordinator": _group_without_coordinator,
    "group with members": _group_with_members,
    "public campaign with members": _campaign_with_members,
    "token": _token,
    "public campaign": _public_campaign,
    "draft campaign": _draft_campaign,
    "step of a campaign": _step_of_a_campaign,
    "invitation": _invitation,
    "partner": _partner,
    "draft petition": _draft_petition,
    "open petition": _open_petition,
    "counts file": _counts_file,
    "list of a group": _list_of_a_group,
    "import": _import,
    "member": _member,
    "member tag": _member_tag,
    "previewed list": _previewed_list,
    "taken list": _taken_list,
    "member export": _member_export,
    "ready export": _ready_export,
    "message": _message,
    "member import": _member_import,
    "applied member import": _applied_member_import,
    "requested bundle": _requested_bundle,
    "ready bundle": _ready_bundle,
    "locality": _locality,
    "public event": _public_event,
    "guest": _guest,
    "failed message": _failed_message,
    "private event": _private_event,
    "draft event": _draft_event,
    "cancelled event": _cancelled_event,
    "delivery event": _delivery_event,
    "action": _action,
    "action of a draft campaign": _action_of_a_draft_campaign,
}
