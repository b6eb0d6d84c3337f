"""Inviting people to roles in a group, and what becomes of an invitation that waits."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import Invalid, MusterError
from groups.models import Group, Role
from groups.policies import may_manage
from groups.selectors.invitation import address_in, get_invitation
from groups.selectors.staff import standing_of
from groups.services.invitation import invite_staff, resend_invitation, revoke_invitation
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, one_of
from pages.desk_frame import desk_render, done
from pages.desk_words import ROLE_DUTIES, ROLES, choices
from pages.views.desk.staff import managed_group, visible_group


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def invite(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """A form for an address and a role. For the group's coordinators; a platform administrator
    may restore a group's coordinator."""
    group = visible_group(slug, actor)
    roles = _offered(group, actor)
    form = DeskForm()
    if request.method == "POST":
        try:
            role = Role(one_of(request.POST, "role", roles))
            invite_staff(group=group, email=request.POST.get("email", ""), role=role, actor=actor)
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            words = _("The invitation is on its way. It is good for seven days.")
            return done(request, words, "desk-staff", group.slug)
    return _shown(request, actor, group, form, roles)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def invitation(request: HttpRequest, actor: Actor, slug: str, invitation_id: UUID) -> HttpResponse:
    """An invitation that waits: send it again, or take it back. For the group's coordinators."""
    group = managed_group(slug, actor)
    row = get_invitation(group=group, invitation_id=invitation_id, actor=actor)
    form = DeskForm()
    if request.method == "POST":
        try:
            act = one_of(request.POST, "act", ("resend", "revoke"))
            if act == "revoke":
                revoke_invitation(invitation=row, actor=actor)
                return done(request, _("The invitation is taken back."), "desk-staff", group.slug)
            resend_invitation(invitation=row, actor=actor)
            return done(request, _("The invitation is sent again."), "desk-staff", group.slug)
        except Invalid:
            raise
        except MusterError as error:
            form = DeskForm(request.POST, error)
    facts = {
        "group": group,
        "invitation": row,
        "address": address_in(row),
        "role": ROLES[row.role],
        "form": form,
    }
    return desk_render(
        request, actor, "desk/invitation.html", facts, section="staff", status=form.status
    )


def _offered(group: Group, actor: Actor) -> list[str]:
    """The roles to which the actor may invite."""
    manages = may_manage(standing_of(actor), group.pk)
    return [str(role) for role in Role] if manages else [str(Role.COORDINATOR)]


def _shown(
    request: HttpRequest, actor: Actor, group: Group, form: DeskForm, roles: list[str]
) -> HttpResponse:
    offered = [choice for choice in choices(ROLE_DUTIES) if choice[0] in roles]
    inputs = [
        form.input("email", _("E-mail address"), kind="email", maxlength=254),
        form.input("role", _("Role"), kind="radios", choices=offered),
    ]
    facts = {"group": group, "form": form, "inputs": inputs}
    return desk_render(
        request, actor, "desk/invite.html", facts, section="staff", status=form.status
    )
