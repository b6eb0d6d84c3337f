"""What stands before a story begins: the demo's coalition, its open petition, and who signs in.

By the operator's services and the groups' programs; the stories themselves go through the browser.
"""

from accounts.models import User
from accounts.services.user import create_user
from config.demo import story
from config.demo.client import Client
from config.demo.coalition import (
    client_of,
    make_campaign,
    make_groups_and_people,
    open_petition,
)
from core.actors import SYSTEM
from groups.models import Group, Role
from groups.services.staff import add_staff
from tests.journeys.running_service import RunningService

PETITION = "end-the-contract"
TITLE = story.PETITION["title"]
LEAD, PARTNER = story.LEAD, story.PARTNERS[0]
PASSWORD = story.PASSWORD


def set_stage(service: RunningService) -> None:
    """Five groups, each with a coordinator who is a steward too; one campaign, one petition."""
    make_groups_and_people()
    make_campaign(service.base)
    open_petition(service.base, PETITION)


def staff(*roles: Role, group: story.DemoGroup) -> str:
    """The address of somebody who signs in with these roles and no other."""
    email = f"{'-'.join(roles)}@{group.slug}.example"
    user: User = create_user(email=email, password=PASSWORD, actor=SYSTEM)
    for role in roles:
        add_staff(user=user, group=Group.objects.get(slug=group.slug), role=role, actor=SYSTEM)
    return email


def program_of(service: RunningService, group: story.DemoGroup) -> Client:
    """The group's program, with all that a coordinator's may do."""
    return client_of(service.base, group)
