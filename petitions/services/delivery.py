"""Records the hand-over of a bundle: to whom, when, with what receipt."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.actors import Actor
from core.errors import Forbidden, Invalid, StateConflict
from core.services import audit_entry
from groups.selectors.staff import standing_of
from petitions.models import Bundle, BundleState, Delivery, PetitionState
from petitions.policies import may_record_delivery
from petitions.services.petition import mark_delivered

CLOCK_SLACK = timedelta(minutes=5)


def record_delivery(
    *, bundle: Bundle, delivered_to: str, delivered_at: datetime, receipt: str, actor: Actor
) -> Delivery:
    """Keeps that the bundle was handed over; several hand-overs of one bundle are several rows.

    A petition that is closed is delivered then; one that is open goes on (a lead-up action hands
    over what there is so far). Raises Forbidden, StateConflict before the bundle is ready, and
    Invalid for a time before the seal or in the future.
    """
    if not may_record_delivery(standing_of(actor), bundle.petition):
        raise Forbidden(gettext("Hand-overs are recorded by the coalition lead."))
    if bundle.stage != BundleState.READY:
        raise StateConflict(gettext("This bundle is not ready yet."), code="bundle.not_ready")
    _require_possible(bundle, delivered_at)
    with transaction.atomic():
        delivery = Delivery.objects.create(
            bundle=bundle,
            delivered_to=delivered_to,
            delivered_at=delivered_at,
            receipt=receipt,
            recorded_by_id=actor.user_id,
        )
        if bundle.petition.state == PetitionState.CLOSED:
            mark_delivered(petition=bundle.petition, actor=actor)
        audit_entry.record(
            actor=actor,
            action="bundle.delivered",
            subject=bundle,
            group_id=bundle.petition.group_id,
            campaign_id=bundle.petition.campaign_id,
            detail={"bundle": str(bundle.public_id), "delivery": str(delivery.public_id)},
        )
    return delivery


def _require_possible(bundle: Bundle, delivered_at: datetime) -> None:
    if delivered_at < bundle.seal_time:
        raise Invalid.field(
            "delivered_at", "before_seal", gettext("The bundle was sealed after that.")
        )
    if delivered_at > timezone.now() + CLOCK_SLACK:
        raise Invalid.field(
            "delivered_at", "in_future", gettext("Record a hand-over once it is done.")
        )
