"""Builds whole situations through the services: "five partners, one open petition".

story = five_partners()
petition = open_petition_of(story)
answer = call("POST", f"/api/v1/petitions/{petition.slug}/close/", token=story.token())
"""

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from accounts.models import User
from accounts.services.user import create_user
from campaign.models import Campaign
from campaign.services.campaign import create_campaign
from campaign.services.partner import accept_invitation, invite_partner
from core.actors import SYSTEM, Actor
from groups.models import Group, Role
from groups.scopes import grantable
from groups.services.group import create_group
from groups.services.staff import add_staff
from groups.services.token import mint_token
from petitions.models import Confirmation, Petition
from petitions.services.petition import create_petition, open_petition

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Coalition:
    """A public campaign. `groups` are its active partners, the lead first, each fully staffed."""

    campaign: Campaign
    groups: list[Group]
    people: dict[tuple[int, str], User] = field(repr=False)

    @property
    def lead(self) -> Group:
        return self.groups[0]

    def person(self, *, group: int = 0, role: Role = Role.COORDINATOR) -> User:
        """Who has this role (and no other) in the group of this index."""
        return self.people[(self.groups[group].pk, role)]

    def actor(self, *, group: int = 0, role: Role = Role.COORDINATOR) -> Actor:
        """That person, signed in."""
        return Actor(user_id=self.person(group=group, role=role).pk)

    def token(self, *scopes: str, group: int = 0, role: Role = Role.COORDINATOR) -> str:
        """A token of that person; with all that the role may hold unless scopes are named."""
        return token_of(self.person(group=group, role=role), self.groups[group], *scopes)


def a_group(slug: str = "") -> Group:
    """A group without staff."""
    slug = slug or f"group-{next(_numbers)}"
    return create_group(slug=slug, name=slug.replace("-", " ").title(), actor=SYSTEM)


def a_person(email: str = "") -> User:
    """A user without a role, who signs in with the password `correct horse battery`."""
    email = email or f"person{next(_numbers)}@staff.example"
    return create_user(email=email, password="correct horse battery", actor=SYSTEM)


def staff_of(group: Group, *roles: Role) -> User:
    """A new person with these roles in the group."""
    user = a_person()
    for role in roles:
        add_staff(user=user, group=group, role=role, actor=SYSTEM)
    return user


def platform_admin() -> User:
    """A new person who keeps the service running."""
    email = f"admin{next(_numbers)}@staff.example"
    return create_user(email=email, actor=SYSTEM, is_platform_admin=True)


def token_of(user: User, group: Group, *scopes: str) -> str:
    """A token's text; with all that the person may hold in the group unless scopes are named."""
    roles = [row.role for row in user.staff_roles.filter(group=group, ended_at=None)]
    wanted = scopes or tuple(grantable(roles=roles, is_platform_admin=user.is_superuser))
    return mint_token(user=user, group=group, scopes=wanted, actor=SYSTEM).text


def coalition_of(count: int) -> Coalition:
    """A campaign with `count` active partners, each with one person for every role."""
    groups = [a_group() for _ in range(count)]
    people = {(group.pk, str(role)): staff_of(group, role) for group in groups for role in Role}
    campaign = create_campaign(
        slug=f"campaign-{next(_numbers)}",
        title="Keep the clinic open",
        lead=groups[0],
        target="The county board",
        demand="Fund the clinic.",
        actor=SYSTEM,
    )
    for group in groups[1:]:
        invite_partner(campaign=campaign, group=group, actor=SYSTEM)
        accept_invitation(campaign=campaign, group=group, actor=SYSTEM)
    return Coalition(campaign=campaign, groups=groups, people=people)


def five_partners() -> Coalition:
    """The coalition of story 1."""
    return coalition_of(5)


def draft_petition_of(
    story: Coalition,
    *,
    group: int = 0,
    title: str = "Keep the clinic open",
    confirmation: Confirmation = Confirmation.REQUIRED,
    **settings: Any,
) -> Petition:
    """A petition of the group of this index that nobody may sign yet."""
    return create_petition(
        slug=f"petition-{next(_numbers)}",
        title=title,
        campaign=story.campaign,
        group=story.groups[group],
        text="We ask the county board to fund the clinic for ten years.",
        target="The county board",
        confirmation=confirmation,
        actor=SYSTEM,
        **settings,
    )


def open_petition_of(story: Coalition, **settings: Any) -> Petition:
    """A petition that everybody may sign; takes what `draft_petition_of` takes."""
    return open_petition(petition=draft_petition_of(story, **settings), actor=SYSTEM)


def call(method: str, path: str, *, token: str = "", body: Any = None, **headers: str) -> Any:
    """The answer to one API request as a program sends it: JSON body, bearer token."""
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = "" if body is None else json.dumps(body)
    return Client().generic(method, path, data, content_type="application/json", headers=headers)
