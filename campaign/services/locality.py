"""Adds the places that a campaign pursues and moves them from stage to stage."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from campaign.models import Campaign, Locality, LocalityKind, LocalityStep, Stage
from campaign.policies import is_lead, may_move_locality
from campaign.selectors.partner import is_active_partner
from core.actors import Actor
from core.errors import Forbidden, Invalid
from core.preconditions import require_version
from core.services.audit_entry import record
from core.slugs import require_slug
from groups.models import Group
from groups.selectors.staff import standing_of


def add_locality(
    *,
    campaign: Campaign,
    slug: str,
    name: str,
    region: str,
    actor: Actor,
    kind: LocalityKind = LocalityKind.CITY,
    body: str = "",
    group: Group | None = None,
    stage: Stage = Stage.LATER,
    stage_on: date | None = None,
) -> Locality:
    """Adds a place with its first stage. By the coalition lead.

    Raises Invalid for a slug that is taken or cannot be, or a local group that is no partner.
    """
    if not is_lead(standing_of(actor), campaign):
        raise Forbidden(gettext("Localities are added by the coalition lead."))
    require_slug(slug)
    if group and not is_active_partner(campaign_id=campaign.pk, group_id=group.pk):
        raise Invalid.field("group", "not_a_partner", gettext("The local group is no partner yet."))
    with transaction.atomic():
        locality = _insert(
            Locality(
                campaign=campaign,
                slug=slug,
                name=name,
                region=region,
                kind=kind,
                body=body,
                group=group,
                stage=stage,
                stage_on=stage_on,
            )
        )
        _record_step(locality, "locality.added", actor)
    return locality


def move_locality(
    *,
    locality: Locality,
    stage: Stage,
    stage_on: date | None,
    actor: Actor,
    version: int | None = None,
) -> Locality:
    """Says which stage the place is in, and since or on which day; harmless when said before.

    By the coalition lead and planners of the local group. Raises Forbidden, and
    PreconditionFailed when `version` is named and someone else moved it since.
    """
    if not may_move_locality(standing_of(actor), locality):
        raise Forbidden(gettext("Stages are set by the coalition lead and the local group."))
    with transaction.atomic():
        locality = Locality.objects.select_for_update(of=("self",)).get(pk=locality.pk)
        if (locality.stage, locality.stage_on) == (stage, stage_on):
            return locality
        if version is not None:
            require_version(sent=version, present=locality.version)
        locality.stage, locality.stage_on = stage, stage_on
        locality.version += 1
        locality.save(update_fields=["stage", "stage_on", "version"])
        _record_step(locality, "locality.moved", actor)
    return locality


def _insert(locality: Locality) -> Locality:
    """The unique slug decides between two who add it at once."""
    try:
        with transaction.atomic():
            locality.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid.field("slug", "taken", gettext("The campaign has this locality.")) from error
    return locality


def _record_step(locality: Locality, action: str, actor: Actor) -> None:
    LocalityStep.objects.create(locality=locality, stage=locality.stage, stage_on=locality.stage_on)
    record(
        actor=actor,
        action=action,
        subject=locality,
        group_id=locality.group_id,
        campaign_id=locality.campaign_id,
        detail={"stage": locality.stage},
    )
