"""What needs a person today: a list of functions, each of which looks at one kind of thing.

To add one, write `(actor) -> list[Todo]` in a module of its own and append it to SOURCES. It asks
the policies itself, runs one or two queries whatever it finds, and returns at most MOST items.
"""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.selectors.user import has_second_factor
from campaign.models import Partner
from campaign.models.partner import PartnerState
from core.actors import Actor
from core.selectors.message import failures_of
from groups.models import Group, Role
from groups.selectors.staff import standing_of
from pages.desk_todo_events import events_soon
from pages.desk_todo_members import (
    member_exports_to_approve,
    member_files_to_take,
    member_imports_to_decide,
)
from pages.desk_todo_petitions import (
    bundles_to_approve,
    bundles_to_hand_over,
    imports_to_decide,
    petitions_near_goal,
    suspects_to_decide,
)
from pages.todo import MOST, Todo

Source = Callable[[Actor], list[Todo]]


def todo_of(actor: Actor) -> list[Todo]:
    """What needs the person today, what is urgent first."""
    found = [item for source in SOURCES for item in source(actor)]
    return sorted(found, key=lambda item: not item.is_urgent)


def second_factor_missing(actor: Actor) -> list[Todo]:
    """Nobody should sign in with a password alone."""
    if actor.user_id is None or has_second_factor(actor.user_id):
        return []
    words = _("Protect your account with a passkey or an authenticator app")
    return [Todo(words, reverse("desk-second-factor"), _("It takes two minutes."))]


def failed_messages(actor: Actor) -> list[Todo]:
    """Mail in one's groups' names that was given up."""
    groups = None if actor.is_platform_admin else standing_of(actor).group_ids
    if groups is not None and not groups:
        return []
    number = sum(row.number for row in failures_of(groups))
    if not number:
        return []
    words = ngettext(
        "%(number)d message could not be sent", "%(number)d messages could not be sent", number
    )
    detail = _("See why, and try again.")
    return [Todo(words % {"number": number}, reverse("desk-outbox"), detail, is_urgent=True)]


def partner_invitations(actor: Actor) -> list[Todo]:
    """Campaigns to which the groups that one coordinates are invited."""
    standing = standing_of(actor)
    managed = [pk for pk in standing.group_ids if standing.holds(pk, Role.COORDINATOR)]
    rows = Partner.objects.filter(group__in=managed, state=PartnerState.INVITED)
    return [
        Todo(
            _("%(group)s is invited to a campaign") % {"group": row.group.name},
            reverse("desk-partner", args=[row.campaign.slug, row.group.slug]),
            row.campaign.title,
        )
        for row in rows.select_related("group", "campaign").order_by("invited_at")[:MOST]
    ]


def groups_without_coordinator(actor: Actor) -> list[Todo]:
    """For a platform administrator, who may restore one."""
    if not actor.is_platform_admin:
        return []
    led = Group.objects.filter(staff__role=Role.COORDINATOR, staff__ended_at=None)
    rows = Group.objects.exclude(pk__in=led.values("pk")).order_by("name")[:MOST]
    return [
        Todo(
            _("%(group)s has no coordinator") % {"group": row.name},
            reverse("desk-staff", args=[row.slug]),
            _("You may invite one."),
        )
        for row in rows
    ]


SOURCES: list[Source] = [
    second_factor_missing,
    failed_messages,
    partner_invitations,
    groups_without_coordinator,
    member_imports_to_decide,
    member_exports_to_approve,
    member_files_to_take,
    imports_to_decide,
    suspects_to_decide,
    bundles_to_approve,
    bundles_to_hand_over,
    events_soon,
    petitions_near_goal,
]
