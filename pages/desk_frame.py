"""The frame around the desk's pages: what the menu holds, and the notices of what was done.

A view ends with `desk_render(request, actor, "desk/petition.html", facts, section="petitions")`
and, after a change, with `done(request, _("The petition is open."), "desk-petition", slug)`.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, gettext_noop

from core.actors import Actor
from groups.models import Group, Role
from groups.selectors.staff import standing_of
from groups.standing import Standing

# Section, route, words of the menu; in the order of the menu.
SECTIONS = (
    ("today", "desk", gettext_noop("Today")),
    ("campaigns", "desk-campaigns", gettext_noop("Campaigns")),
    ("petitions", "desk-petitions", gettext_noop("Petitions")),
    ("actions", "desk-actions", gettext_noop("Actions")),
    ("members", "desk-members", gettext_noop("Members")),
    ("messages", "desk-messages", gettext_noop("Messages")),
    ("outbox", "desk-outbox", gettext_noop("Outbox")),
    ("staff", "desk-staff-groups", gettext_noop("Staff")),
    ("audit", "desk-audit", gettext_noop("Audit")),
)
# Sections that not all who sign in may use; what is not here is for all.
USERS_OF: dict[str, Callable[[Standing], bool]] = {
    "outbox": lambda at: at.is_platform_admin or bool(at.roles),
    "audit": lambda at: at.is_platform_admin or bool(at.roles),
    "messages": lambda at: bool(at.roles),
    "members": lambda at: at.is_platform_admin or bool(at.roles),
    "staff": lambda at: at.is_platform_admin or at.holds_anywhere(Role.COORDINATOR),
}


@dataclass(frozen=True)
class MenuItem:
    """One line of the menu."""

    url: str
    words: str
    is_current: bool


def menu(section: str, standing: Standing) -> list[MenuItem]:
    """The sections that one may use, with the open one marked."""
    return [
        MenuItem(reverse(route), gettext(words), name == section)
        for name, route, words in SECTIONS
        if name not in USERS_OF or USERS_OF[name](standing)
    ]


def groups_of(actor: Actor, *roles: Role) -> list[Group]:
    """The groups in which the actor has one of the roles, or any role, by name."""
    standing = standing_of(actor)
    wanted = [pk for pk in standing.group_ids if standing.holds(pk, *(roles or Role))]
    return list(Group.objects.filter(pk__in=wanted).order_by("name"))


def desk_render(
    request: HttpRequest,
    actor: Actor,
    template: str,
    facts: Mapping[str, Any],
    *,
    section: str,
    status: int = 200,
) -> HttpResponse:
    """The page in the desk's frame. `section` is one of SECTIONS, or "" for none."""
    whole = {**facts, "menu": menu(section, standing_of(actor)), "section": section, "actor": actor}
    return render(request, template, whole, status=status)


def first_address(slug: str, *routes: str) -> str:
    """The address of the first of these routes that there is: one's own page of a thing at the
    desk, or else its public page."""
    for route in routes[:-1]:
        with suppress(NoReverseMatch):
            return reverse(route, args=[slug])
    return reverse(routes[-1], args=[slug])


def done(request: HttpRequest, words: str, route: str, *args: Any) -> HttpResponse:
    """After a change: goes to the page of the route and says there what was done."""
    messages.success(request, words)
    return HttpResponseRedirect(reverse(route, args=args), status=303)
