"""Makes petitions, changes them and moves them through their states."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from campaign.models import Campaign
from campaign.models.campaign import CampaignState
from campaign.selectors.partner import is_active_partner
from core.actors import Actor
from core.errors import Forbidden, Invalid, NotFound, StateConflict
from core.lines import require_lines
from core.preconditions import require_version
from core.services.audit_entry import record
from core.slugs import require_slug
from groups.models import Group
from groups.policies import may_plan
from groups.selectors.staff import standing_of
from petitions.models import Confirmation, DisplayRule, Petition
from petitions.models.petition import TRANSITIONS, PetitionState
from petitions.policies import is_public, may_change_petition, may_see_draft

# What people put their name under stays as it was when they did.
FIXED_WHEN_OPENED = frozenset({"title", "text", "target", "confirmation", "people_per_mailbox"})
CHANGEABLE = FIXED_WHEN_OPENED | {"goal", "display_rule", "show_comments"}
LINES = frozenset({"title", "target"})  # what stands in headings and in the subjects of mails
_TIMES = {
    PetitionState.OPEN: "opened_at",
    PetitionState.CLOSED: "closed_at",
    PetitionState.DELIVERED: "delivered_at",
}


def create_petition(
    *,
    slug: str,
    title: str,
    campaign: Campaign,
    group: Group,
    text: str,
    target: str,
    actor: Actor,
    confirmation: Confirmation = Confirmation.REQUIRED,
    **settings: Any,
) -> Petition:
    """Makes a draft in the group's name. By organizers and coordinators of an active partner.

    `settings` are `goal`, `display_rule`, `show_comments` and `people_per_mailbox`. Raises
    Invalid for a slug that is taken or cannot be and for a title of two lines, Forbidden.
    """
    if not may_plan(standing_of(actor), group.pk):
        raise Forbidden(gettext("Petitions are made by organizers and coordinators of a partner."))
    if not is_active_partner(campaign_id=campaign.pk, group_id=group.pk):
        raise Forbidden(gettext("The group is no partner of this campaign."), code="not_a_partner")
    require_slug(slug)
    require_lines({"title": title, "target": target})
    with transaction.atomic():
        petition = _insert(
            slug=slug,
            title=title,
            campaign=campaign,
            group=group,
            text=text,
            target=target,
            confirmation=confirmation,
            **settings,
        )
        _audit(petition, "petition.created", actor)
    return petition


def update_petition(
    *, petition: Petition, changes: Mapping[str, Any], version: int, actor: Actor
) -> Petition:
    """Changes the version that the caller read.

    Raises StateConflict for what is fixed once people could sign, PreconditionFailed when
    someone else changed the petition since, Forbidden.
    """
    _require_may_change(petition, actor)
    require_lines({name: changes[name] for name in LINES & set(changes)})
    with transaction.atomic():
        petition = _locked(petition)
        require_version(sent=version, present=petition.version)
        changed = {
            name: value
            for name, value in changes.items()
            if name in CHANGEABLE and getattr(petition, name) != value
        }
        _require_free(petition, changed)
        for name, value in changed.items():
            setattr(petition, name, value)
        petition.version += 1
        petition.save(update_fields=[*changed, "version"])
        _audit(petition, "petition.changed", actor, fields=sorted(changed))
    return petition


def open_petition(*, petition: Petition, actor: Actor) -> Petition:
    """People may sign from now on; also reopens a closed one. Harmless when it is open.

    Raises StateConflict when it was delivered or its campaign is not public.
    """
    return _move(petition, PetitionState.OPEN, actor)


def close_petition(*, petition: Petition, actor: Actor) -> Petition:
    """Nobody may sign any more. Harmless when it is closed. Raises StateConflict."""
    return _move(petition, PetitionState.CLOSED, actor)


def mark_delivered(*, petition: Petition, actor: Actor) -> Petition:
    """The last state: the signatures were handed over. Raises StateConflict for a draft."""
    return _move(petition, PetitionState.DELIVERED, actor)


def _move(petition: Petition, state: PetitionState, actor: Actor) -> Petition:
    _require_may_change(petition, actor)
    with transaction.atomic():
        petition = _locked(petition)
        if petition.state == state:
            return petition
        _require_step(petition, state)
        petition.state = state
        setattr(petition, _TIMES[state], timezone.now())
        petition.version += 1
        petition.save(update_fields=["state", _TIMES[state], "version"])
        _audit(petition, f"petition.{_DONE[state]}", actor)
    return petition


_DONE = {
    PetitionState.OPEN: "opened",
    PetitionState.CLOSED: "closed",
    PetitionState.DELIVERED: "delivered",
}


def _require_step(petition: Petition, state: PetitionState) -> None:
    if state not in TRANSITIONS[petition.state]:
        raise StateConflict(
            gettext("The petition is %(state)s; it cannot become %(wanted)s.")
            % {"state": petition.state, "wanted": state},
            code=f"petition.{petition.state}",
        )
    if state == PetitionState.OPEN and petition.campaign.state != CampaignState.PUBLIC:
        raise StateConflict(
            gettext("Its campaign is %(state)s; publish the campaign first.")
            % {"state": petition.campaign.state},
            code=f"campaign.{petition.campaign.state}",
        )


def _require_free(petition: Petition, changed: Mapping[str, Any]) -> None:
    if petition.state == PetitionState.DRAFT:
        return
    fixed = sorted(FIXED_WHEN_OPENED & set(changed))
    # Who signed under the promise that no name is shown keeps it.
    if "display_rule" in changed and petition.display_rule == DisplayRule.NEVER:
        fixed.append("display_rule")
    if fixed:
        raise StateConflict(
            gettext("People could sign it already; this stays as it is: %(fields)s.")
            % {"fields": ", ".join(fixed)},
            code="petition.fixed",
        )


def _locked(petition: Petition) -> Petition:
    """The row as it is now, locked until the transaction ends. Its key is not, as a campaign's is
    not: bundles and imports are added by who holds the audit chain."""
    rows = Petition.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("campaign", "group").get(pk=petition.pk)


def _insert(**fields: Any) -> Petition:
    """The unique slug decides between two who make it at once."""
    try:
        with transaction.atomic():
            return Petition.objects.create(**fields)
    except IntegrityError as error:
        raise Invalid.field("slug", "taken", gettext("This web address is taken.")) from error


def _require_may_change(petition: Petition, actor: Actor) -> None:
    standing = standing_of(actor)
    if may_change_petition(standing, petition):
        return
    if not (is_public(petition) or may_see_draft(standing, petition)):
        raise NotFound(gettext("There is no such petition."), code="petition.unknown")
    raise Forbidden(gettext("Only organizers and coordinators of its group or the lead change it."))


def _audit(petition: Petition, action: str, actor: Actor, **detail: Any) -> None:
    record(
        actor=actor,
        action=action,
        subject=petition,
        group_id=petition.group_id,
        campaign_id=petition.campaign_id,
        detail=detail,
    )
