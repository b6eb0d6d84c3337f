"""Joins groups to a coalition, by invitation and acceptance."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.models import Campaign, Partner
from campaign.models.partner import PartnerState
from campaign.policies import may_manage_coalition
from core.actors import Actor
from core.errors import Forbidden, NotFound, StateConflict
from core.services.audit_entry import record
from groups.models import Group
from groups.policies import may_manage
from groups.selectors.staff import standing_of


def invite_partner(*, campaign: Campaign, group: Group, actor: Actor) -> Partner:
    """Invites the group, also after it left; harmless when it is invited or takes part.

    By the lead group's coordinators. Raises Forbidden.
    """
    if not may_manage_coalition(standing_of(actor), campaign):
        raise Forbidden(_("Partners are invited by a coordinator of the lead group."))
    with transaction.atomic():
        partner, created = Partner.objects.select_for_update(of=("self",)).get_or_create(
            campaign=campaign, group=group
        )
        if not created and partner.state != PartnerState.LEFT:
            return partner
        partner.state = PartnerState.INVITED
        partner.invited_at = timezone.now()
        partner.save(update_fields=["state", "invited_at"])
        _audit(partner, "partner.invited", actor)
    return partner


def accept_invitation(*, campaign: Campaign, group: Group, actor: Actor) -> Partner:
    """The group joins the coalition; harmless when it did. By the group's own coordinators.

    Raises NotFound without an invitation, Forbidden.
    """
    with transaction.atomic():
        partner = _locked(campaign, group, actor)
        if partner.state == PartnerState.ACTIVE:
            return partner
        partner.state = PartnerState.ACTIVE
        partner.accepted_at = timezone.now()
        partner.left_at = None
        partner.save(update_fields=["state", "accepted_at", "left_at"])
        _audit(partner, "partner.accepted", actor)
    return partner


def leave_coalition(*, campaign: Campaign, group: Group, actor: Actor) -> Partner:
    """The group leaves, or declines its invitation. What came through it stays counted.

    By the group's own coordinators. Raises StateConflict for the lead group, NotFound, Forbidden.
    """
    with transaction.atomic():
        partner = _locked(campaign, group, actor)
        if group.pk == campaign.lead_id:
            raise StateConflict(
                _("The lead group cannot leave its own campaign."), code="lead_stays"
            )
        _end(partner)
        _audit(partner, "partner.left", actor)
    return partner


def end_partnership(*, campaign: Campaign, group: Group, actor: Actor) -> Partner:
    """The lead ends a group's part in its campaign, or takes back an invitation.

    As when the group leaves: what came through it stays counted, its members stay its own. By the
    lead group's coordinators; harmless when it is over. Raises StateConflict for the lead group,
    NotFound, Forbidden.
    """
    if not may_manage_coalition(standing_of(actor), campaign):
        raise Forbidden(_("Only coordinators of the lead group end another group’s part."))
    with transaction.atomic():
        partners = Partner.objects.select_for_update(of=("self",))
        partner = partners.filter(campaign=campaign, group=group).first()
        if partner is None:
            raise NotFound(_("There is no such partner or invitation."))
        if group.pk == campaign.lead_id:
            raise StateConflict(
                _("The lead group cannot leave its own campaign."), code="lead_stays"
            )
        if partner.state == PartnerState.LEFT:
            return partner
        _end(partner)
        _audit(partner, "partner.ended", actor)
    return partner


def _end(partner: Partner) -> None:
    partner.state = PartnerState.LEFT
    partner.left_at = timezone.now()
    partner.save(update_fields=["state", "left_at"])


def _locked(campaign: Campaign, group: Group, actor: Actor) -> Partner:
    """The group's row, locked; an invitation is known to the lead and the invited alone."""
    partner = (
        Partner.objects.select_for_update(of=("self",))
        .filter(campaign=campaign, group=group)
        .exclude(state=PartnerState.LEFT)
        .first()
    )
    standing = standing_of(actor)
    if partner and may_manage(standing, group.pk):
        return partner
    known = partner and (
        partner.state == PartnerState.ACTIVE
        or group.pk in standing.group_ids
        or may_manage_coalition(standing, campaign)
    )
    if known:
        raise Forbidden(_("Only a coordinator of the group itself decides this."))
    raise NotFound(_("There is no such partner or invitation."))


def _audit(partner: Partner, action: str, actor: Actor) -> None:
    record(
        actor=actor,
        action=action,
        subject=partner,
        group_id=partner.group_id,
        campaign_id=partner.campaign_id,
    )
