"""A campaign's coalition: inviting a group, and what a group says to it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.models import Campaign, Partner
from campaign.models.partner import PartnerState
from campaign.policies import may_manage_coalition
from campaign.selectors.campaign import get_worked_on
from campaign.selectors.partner import get_partner_group
from campaign.services.partner import (
    accept_invitation,
    end_partnership,
    invite_partner,
    leave_coalition,
)
from core.actors import Actor
from core.errors import Invalid, MusterError, NotFound
from groups.models import Group
from groups.policies import may_manage
from groups.selectors.staff import standing_of
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, one_of
from pages.desk_frame import desk_render, done
from pages.views.desk.campaign import managed_campaign


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def invite(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """A form for the group's name. For coordinators of the lead group."""
    row = managed_campaign(slug, actor)
    form = DeskForm()
    if request.method == "POST":
        try:
            group = _named(request.POST.get("group", ""))
            if group.pk == row.lead_id:
                raise Invalid.field("group", "own_group", _("This group leads the campaign."))
            invited = invite_partner(campaign=row, group=group, actor=actor)
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            return done(request, _invited_words(invited), "desk-campaign", slug)
    hint = _("Its name as it stands on its pages, or its short name.")
    facts = {
        "campaign": row,
        "form": form,
        "inputs": [form.input("group", _("Group"), hint=hint, maxlength=200)],
    }
    return desk_render(
        request, actor, "desk/partner_invite.html", facts, section="campaigns", status=form.status
    )


def _invited_words(partner: Partner) -> str:
    if partner.state == PartnerState.ACTIVE:
        return _("%(group)s takes part already.") % {"group": partner.group.name}
    return _("%(group)s is invited. Its coordinators find the invitation at the desk.") % {
        "group": partner.group.name
    }


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def partner(request: HttpRequest, actor: Actor, slug: str, group: str) -> HttpResponse:
    """Accept, decline or leave. For coordinators of the group itself; those of the lead group go
    to end another group's part. Not for a lead group."""
    row = get_worked_on(slug=slug, actor=actor)
    own = get_partner_group(campaign=row, slug=group)
    found = (
        Partner.objects.select_related("group")
        .filter(campaign=row, group=own)
        .exclude(state=PartnerState.LEFT)
    )
    place = found.first()
    standing = standing_of(actor)
    if place is None or own.pk == row.lead_id:
        raise NotFound
    if not may_manage(standing, own.pk):
        if may_manage_coalition(standing, row):
            return _ending(request, row, place, actor)
        raise NotFound
    if request.method == "POST":
        if one_of(request.POST, "act", ("accept", "leave")) == "accept":
            accept_invitation(campaign=row, group=own, actor=actor)
            return done(request, _("Your group takes part now."), "desk-campaign", slug)
        leave_coalition(campaign=row, group=own, actor=actor)
        return done(request, _("Your group does not take part any more."), "desk-campaigns")
    facts = {
        "campaign": row,
        "group": own,
        "is_invited": place.state == PartnerState.INVITED,
    }
    return desk_render(request, actor, "desk/partner.html", facts, section="campaigns")


def _ending(request: HttpRequest, row: Campaign, place: Partner, actor: Actor) -> HttpResponse:
    """The lead ends another group's part, or takes its own invitation back. GET asks."""
    group, is_invited = place.group, place.state == PartnerState.INVITED
    if request.method == "POST":
        one_of(request.POST, "act", ("end",))
        end_partnership(campaign=row, group=group, actor=actor)
        words = (
            _("The invitation of %(group)s is taken back.")
            if is_invited
            else _("%(group)s does not take part any more.")
        )
        return done(request, words % {"group": group.name}, "desk-campaign", row.slug)
    facts = {"campaign": row, "group": group, "is_invited": is_invited}
    return desk_render(request, actor, "desk/partner_end.html", facts, section="campaigns")


def _named(text: str) -> Group:
    """The group of this short name or name. Raises Invalid."""
    text = text.strip()[:200]
    found = Group.objects.filter(slug=text.lower()).first()
    named = found or Group.objects.filter(name__iexact=text).first()
    if named is None:
        raise Invalid.field("group", "unknown", _("There is no group of this name."))
    return named
