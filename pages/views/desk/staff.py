"""Who works in a group: the list for its coordinators, and one person's roles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.selectors.user import with_second_factor
from core.actors import Actor
from core.errors import MusterError, NotFound
from groups.models import Group, Role, Staff
from groups.policies import may_manage, may_see_staff
from groups.selectors.group import get_group
from groups.selectors.invitation import has_coordinator, pending_invitations
from groups.selectors.staff import staff_of_group, standing_of
from groups.services.staff import add_staff, end_staff
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm
from pages.desk_frame import desk_render, done, groups_of
from pages.desk_words import ROLE_DUTIES, ROLES, choices
from pages.keyset import KeysetPage, id_after

PAGE, MOST_INVITED, MOST_ROLES = 50, 50, 200


@dataclass(frozen=True)
class Person:
    """One person's line: their roles with the day each began."""

    user: User
    roles: list[tuple[Promise, datetime]]
    held: list[str]
    last_sign_in: date | None
    has_second_factor: bool


@require_safe
@desk_page
def staff_groups(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The groups whose staff one may see. Raises NotFound for who coordinates none."""
    groups = _manageable(actor)
    if not groups:
        raise NotFound
    if len(groups) == 1 and not actor.is_platform_admin:
        return HttpResponseRedirect(reverse("desk-staff", args=[groups[0].slug]))
    return desk_render(
        request, actor, "desk/staff_groups.html", {"groups": groups}, section="staff"
    )


@require_safe
@desk_page
def staff_list(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """For the group's coordinators; a platform administrator sees roles without names."""
    group = visible_group(slug, actor)
    manages = may_manage(standing_of(actor), group.pk)
    rows = staff_of_group(group=group, actor=actor).order_by("pk")
    facts = {"group": group, "manages": manages}
    if manages:
        page = _people_page(request, rows)
        invited = pending_invitations(group=group, actor=actor, limit=MOST_INVITED + 1)
        facts |= {
            "page": page,
            "people": people_in(page.rows),
            "invitations": [(row, ROLES[row.role]) for row in invited[:MOST_INVITED]],
            "has_more_invited": len(invited) > MOST_INVITED,
        }
    else:
        rows = rows[:MOST_ROLES]
        facts |= {
            "roles": [(ROLES[row.role], row.started_at) for row in rows],
            "may_restore": not has_coordinator(group.pk),
        }
    return desk_render(request, actor, "desk/staff.html", facts, section="staff")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def staff_person(request: HttpRequest, actor: Actor, slug: str, person: int) -> HttpResponse:
    """One person's roles in the group, to be changed. For its coordinators alone."""
    group = managed_group(slug, actor)
    rows = list(staff_of_group(group=group, actor=actor).filter(user=person).order_by("pk"))
    if not rows:
        raise NotFound
    form = DeskForm({"roles": [row.role for row in rows]})
    if request.method == "POST":
        try:
            _set_roles(rows, group, request.POST.getlist("roles"), actor)
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            return done(request, _("The roles are changed."), "desk-staff", group.slug)
    facts = {
        "group": group,
        "person": people_in(rows)[0],
        "is_oneself": rows[0].user_id == actor.user_id,
        "form": form,
        "roles": form.input("roles", _("Roles"), kind="checkboxes", choices=choices(ROLE_DUTIES)),
    }
    status = form.status
    return desk_render(
        request, actor, "desk/staff_person.html", facts, section="staff", status=status
    )


def _people_page(request: HttpRequest, rows: QuerySet[Staff]) -> KeysetPage:
    """All roles of so many people, in the order of their accounts: nobody's roles are parted."""
    after = id_after(request)
    users = rows.filter(user__gt=after).order_by("user").values("user").distinct()[: PAGE + 1]
    held = list(rows.filter(user__in=users).order_by("user", "pk"))
    ids = sorted({row.user_id for row in held})
    last = ids[PAGE - 1] if len(ids) > PAGE else None
    return KeysetPage(
        rows=[row for row in held if last is None or row.user_id <= last],
        next_url=f"?after={last}" if last else "",
        first_url="?" if after else "",
    )


def visible_group(slug: str, actor: Actor) -> Group:
    """The group whose staff the actor may see at all. Raises NotFound."""
    group = get_group(slug=slug, actor=actor)
    if not may_see_staff(standing_of(actor), group.pk):
        raise NotFound
    return group


def managed_group(slug: str, actor: Actor) -> Group:
    """The group that the actor coordinates. Raises NotFound."""
    group = get_group(slug=slug, actor=actor)
    if not may_manage(standing_of(actor), group.pk):
        raise NotFound
    return group


def people_in(rows: Iterable[Staff]) -> list[Person]:
    """The people of these roles, each once, in the order in which they came."""
    of_user: dict[int, list[Staff]] = {}
    for row in rows:
        of_user.setdefault(row.user_id, []).append(row)
    secure = with_second_factor(of_user.keys())
    return [_person(held, pk in secure) for pk, held in of_user.items()]


def _person(held: list[Staff], is_secure: bool) -> Person:
    user = held[0].user
    return Person(
        user=user,
        roles=[(ROLES[row.role], row.started_at) for row in held],
        held=[row.role for row in held],
        last_sign_in=user.last_login.date() if user.last_login else None,
        has_second_factor=is_secure,
    )


def _set_roles(rows: list[Staff], group: Group, wanted: list[str], actor: Actor) -> None:
    """All or nothing. New roles first: who passes coordination on may leave it at once."""
    held = {row.role for row in rows}
    with transaction.atomic():
        for role in Role:
            if role in wanted and role not in held:
                add_staff(user=rows[0].user, group=group, role=role, actor=actor)
        # One's own coordination last, or one could not end the others.
        for row in sorted(rows, key=lambda row: row.role == Role.COORDINATOR):
            if row.role not in wanted:
                end_staff(staff=row, actor=actor)


def _manageable(actor: Actor) -> list[Group]:
    if not actor.is_platform_admin:
        return groups_of(actor, Role.COORDINATOR)
    present = Q(staff__ended_at=None, staff__role=Role.COORDINATOR)
    counted = Group.objects.annotate(coordinators=Count("staff", filter=present))
    return list(counted.order_by("coordinators", "name"))
