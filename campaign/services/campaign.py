"""Makes and changes campaigns."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from campaign.models import Campaign, Partner
from campaign.models.campaign import TRANSITIONS, CampaignState
from campaign.models.partner import PartnerState
from campaign.policies import is_public, may_manage_coalition
from campaign.selectors.campaign import get_campaign
from core.actors import Actor
from core.errors import Forbidden, Invalid, StateConflict
from core.lines import require_lines
from core.preconditions import require_version
from core.services.audit_entry import record
from core.slugs import require_slug
from groups.models import Group
from groups.policies import may_manage
from groups.selectors.staff import standing_of

CHANGEABLE = frozenset({"title", "target", "demand", "story", "starts_on", "ends_on"})
LINES = frozenset({"title", "target"})  # what stands in headings


def create_campaign(
    *,
    slug: str,
    title: str,
    lead: Group,
    target: str,
    demand: str,
    actor: Actor,
    story: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    state: CampaignState = CampaignState.PUBLIC,
) -> Campaign:
    """Makes the campaign with its lead group as first partner. By that group's coordinators.

    Raises Invalid for a slug that is taken or cannot be and for dates out of order, Forbidden.
    """
    if not may_manage(standing_of(actor), lead.pk):
        raise Forbidden(gettext("Campaigns are started by a coordinator of the lead group."))
    require_slug(slug)
    require_lines({"title": title, "target": target})
    _require_dates(starts_on, ends_on)
    if state == CampaignState.ENDED:
        raise Invalid.field("state", "invalid", gettext("A campaign starts as draft or public."))
    with transaction.atomic():
        campaign = _insert(
            slug=slug,
            title=title,
            lead=lead,
            target=target,
            demand=demand,
            story=story,
            starts_on=starts_on,
            ends_on=ends_on,
            state=state,
        )
        now = timezone.now()
        Partner.objects.create(
            campaign=campaign, group=lead, state=PartnerState.ACTIVE, accepted_at=now
        )
        _audit(campaign, "campaign.created", actor)
    return campaign


def update_campaign(
    *, campaign: Campaign, changes: Mapping[str, Any], version: int, actor: Actor
) -> Campaign:
    """Changes texts and dates of the version that the caller read. By the lead's coordinators.

    Raises PreconditionFailed when someone else changed it since, Invalid, Forbidden.
    """
    _require_may_manage(campaign, actor)
    require_lines({name: changes[name] for name in LINES & set(changes)})
    with transaction.atomic():
        campaign = _locked(campaign)
        require_version(sent=version, present=campaign.version)
        for name in CHANGEABLE & set(changes):
            setattr(campaign, name, changes[name])
        _require_dates(campaign.starts_on, campaign.ends_on)
        campaign.version += 1
        campaign.save()
        _audit(campaign, "campaign.changed", actor, fields=sorted(CHANGEABLE & set(changes)))
    return campaign


def move_campaign(*, campaign: Campaign, state: CampaignState, actor: Actor) -> Campaign:
    """Publishes, ends or reopens the campaign; harmless when it is there already.

    Raises StateConflict for a step that does not exist, Forbidden.
    """
    _require_may_manage(campaign, actor)
    with transaction.atomic():
        campaign = _locked(campaign)
        if campaign.state == state:
            return campaign
        if state not in TRANSITIONS[campaign.state]:
            raise StateConflict(
                gettext("The campaign is %(state)s; it cannot become %(wanted)s.")
                % {"state": campaign.state, "wanted": state},
                code="campaign." + campaign.state,
            )
        campaign.state = state
        campaign.version += 1
        campaign.save(update_fields=["state", "version"])
        _audit(campaign, "campaign." + state, actor)
    return campaign


def _locked(campaign: Campaign) -> Campaign:
    """The row as it is now, locked until the transaction ends. Its key is not: who adds something
    to the campaign holds the audit chain when the database checks the key, at commit, and would
    wait for who waits for the chain."""
    return Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=campaign.pk)


def _insert(**fields: Any) -> Campaign:
    """The unique slug decides between two who make it at once."""
    try:
        with transaction.atomic():
            return Campaign.objects.create(**fields)
    except IntegrityError as error:
        raise Invalid.field("slug", "taken", gettext("This web address is taken.")) from error


def _require_may_manage(campaign: Campaign, actor: Actor) -> None:
    if may_manage_coalition(standing_of(actor), campaign):
        return
    if not is_public(campaign):
        get_campaign(slug=campaign.slug, actor=actor)
    raise Forbidden(gettext("Only coordinators of the lead group change the campaign."))


def _require_dates(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Invalid.field(
            "ends_on", "before_start", gettext("The campaign ends before it starts.")
        )


def _audit(campaign: Campaign, action: str, actor: Actor, **detail: Any) -> None:
    record(
        actor=actor,
        action=action,
        subject=campaign,
        group_id=campaign.lead_id,
        campaign_id=campaign.pk,
        detail=detail,
    )
