"""Campaigns at the desk: those one works on, what one is about, and a new one."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign.models import Campaign, Partner
from campaign.models.campaign import TRANSITIONS, CampaignState
from campaign.models.partner import PartnerState
from campaign.policies import is_lead, may_manage_coalition
from campaign.selectors.campaign import get_worked_on, worked_on_by
from campaign.selectors.locality import localities_of
from campaign.selectors.partner import partners_visible_to
from campaign.services.campaign import move_campaign
from core.actors import Actor
from core.errors import Forbidden
from core.markdown import render_markdown
from core.small_counts import shown_count
from events.models import Action, Event
from groups.models import Role
from groups.policies import may_manage
from groups.selectors.staff import standing_of
from groups.standing import Standing
from pages.desk_actor import desk_page
from pages.desk_form import one_of
from pages.desk_frame import desk_render, done, first_address
from pages.desk_words import CAMPAIGN_STATES, PARTNER_STATES, STAGES
from petitions.models import Petition
from petitions.selectors.campaign_tally import counted_by_group
from petitions.selectors.tally import public_counts

MOST_LISTED = 50


@require_safe
@desk_page
def campaigns(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The campaigns that one's groups lead, take part in or are invited to."""
    standing = standing_of(actor)
    rows = list(worked_on_by(actor).order_by("state", "-pk")[:200])
    mine = Partner.objects.filter(campaign__in=rows, group__in=standing.group_ids)
    invited = set(mine.filter(state=PartnerState.INVITED).values_list("campaign_id", flat=True))
    facts = {
        "rows": [
            (row, CAMPAIGN_STATES[row.state], is_lead(standing, row), row.pk in invited)
            for row in rows
        ],
        "may_start": standing.holds_anywhere(Role.COORDINATOR),
    }
    return desk_render(request, actor, "desk/campaigns.html", facts, section="campaigns")


@require_safe
@desk_page
def campaign(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """One campaign with its coalition. For its partners, and a platform administrator."""
    row = get_worked_on(slug=slug, actor=actor)
    standing = standing_of(actor)
    petitions = _petitions(row, standing)
    facts = {
        "campaign": row,
        "state": CAMPAIGN_STATES[row.state],
        "story": render_markdown(row.story),
        "leads": is_lead(standing, row),
        "sees_lists": standing.is_platform_admin or is_lead(standing, row),
        "manages": may_manage_coalition(standing, row),
        "partners": _partners(row, actor, standing, petitions),
        "petitions": _with_counts(petitions),
        "actions": _actions(row),
        "localities": [(one, STAGES[one.stage]) for one in localities_of(row)[:MOST_LISTED]],
        "steps": [(str(to), _step_words(to)) for to in sorted(TRANSITIONS[row.state])],
    }
    return desk_render(request, actor, "desk/campaign.html", facts, section="campaigns")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def campaign_state(request: HttpRequest, actor: Actor, slug: str, state: str) -> HttpResponse:
    """Asks before a campaign is published or ended. For coordinators of the lead group."""
    row = managed_campaign(slug, actor)
    wanted = CampaignState(one_of({"state": state}, "state", CampaignState.values))
    if request.method == "POST":
        move_campaign(campaign=row, state=wanted, actor=actor)
        return done(request, _("The campaign is changed."), "desk-campaign", slug)
    facts = {"campaign": row, "ends": wanted == CampaignState.ENDED, "words": _step_words(wanted)}
    return desk_render(request, actor, "desk/campaign_state.html", facts, section="campaigns")


def managed_campaign(slug: str, actor: Actor) -> Campaign:
    """One that the actor may change. Raises NotFound, and Forbidden for who may see it only."""
    row = get_worked_on(slug=slug, actor=actor)
    if not may_manage_coalition(standing_of(actor), row):
        raise Forbidden(_("Only coordinators of the lead group change the campaign."))
    return row


def _step_words(state: str) -> str:
    return _("End the campaign") if state == CampaignState.ENDED else _("Publish the campaign")


def _petitions(row: Campaign, standing: Standing) -> list[Petition]:
    """Those that the partner may know of: drafts are for their group and the lead group."""
    rows = Petition.objects.filter(campaign=row).order_by("-pk")[:MOST_LISTED]
    knows_all = standing.is_platform_admin or row.lead_id in standing.group_ids
    return [
        one
        for one in rows
        if knows_all or one.state != "draft" or one.group_id in standing.group_ids
    ]


def _with_counts(petitions: list[Petition]) -> list[dict[str, Any]]:
    counts = public_counts([one.pk for one in petitions])
    return [
        {
            "title": one.title,
            "count": counts[one.pk],
            "url": first_address(one.slug, "desk-petition", "petition"),
        }
        for one in petitions
    ]


def _actions(row: Campaign) -> list[dict[str, Any]]:
    rows = list(Action.objects.filter(campaign=row).order_by("-date")[:MOST_LISTED])
    cities = Counter(Event.objects.filter(action__in=rows).values_list("action_id", flat=True))
    return [
        {
            "title": one.title,
            "day": one.date,
            "cities": cities[one.pk],
            "url": first_address(one.slug, "desk-action", "action"),
        }
        for one in rows
    ]


def _partners(
    row: Campaign, actor: Actor, standing: Standing, petitions: list[Petition]
) -> list[dict[str, Any]]:
    """The coalition; the count of what came through a group is for it and for the lead."""
    sees_all = standing.is_platform_admin or is_lead(standing, row)
    counts = counted_by_group([one.pk for one in petitions])
    partners = partners_visible_to(campaign=row, actor=actor).order_by("pk")
    return [
        {
            "group": one.group,
            "leads": one.group_id == row.lead_id,
            "state": PARTNER_STATES[one.state],
            "since": one.accepted_at or one.invited_at,
            "is_invited": one.state == PartnerState.INVITED,
            "ends": one.group_id != row.lead_id and may_manage_coalition(standing, row),
            "is_active": one.state == PartnerState.ACTIVE,
            "decides": may_manage(standing, one.group_id) and one.group_id != row.lead_id,
            "signatures": shown_count(counts.get(one.group_id, 0))
            if sees_all or one.group_id in standing.group_ids
            else None,
        }
        for one in partners
    ]
