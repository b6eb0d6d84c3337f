"""Seals a bundle: freezes who is in it, in which part, and the petition as it stands.

The worker that builds the bundle does it first: at 250,000 signatures it takes some seconds. It
is one transaction, so a worker killed at it leaves nothing, and the next seals at its own moment.
"""

import secrets
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from campaign.models import Partner
from campaign.models.partner import PartnerState
from core import vault
from core.actors import SYSTEM
from core.services import audit_entry, duty
from petitions.models import Bundle, BundlePart, Petition, Split
from petitions.models.petition import DisplayRule
from petitions.seal_statement import PART_ORDER, seal_sql
from petitions.vault_owner import petition_owner
from petitions.waterfall import Waterfall, add_up
from places.us_states import US_STATES

SECRET_BYTES = 32
SEALED = (
    "sealed_at", "texts", "secret", "waterfall", "listed", "not_shown", "no_name",
)  # fmt: skip


def seal_bundle(bundle: Bundle) -> None:
    """Freezes the set: what counts at this moment and no ancestor holds. One statement decides
    who is in and reads the waterfall, so both are of the same moment. Raises LeaseLost.
    """
    with transaction.atomic():
        # The lock stays until the end, so nobody takes the bundle over however long it lasts.
        duty.require_lease(bundle)
        petition = Petition.objects.select_related("campaign", "group").get(pk=bundle.petition_id)
        bundle.petition = petition
        bundle.sealed_at = timezone.now()
        bundle.texts = _texts(petition)
        bundle.secret = vault.seal(
            petition_owner(petition.pk), bundle.public_id, secrets.token_bytes(SECRET_BYTES)
        )
        bundle.waterfall = dict(_freeze_entries(bundle))
        _freeze_parts(bundle)
        bundle.save(update_fields=SEALED)
        duty.renew(bundle)
        audit_entry.record(
            actor=SYSTEM,
            action="bundle.sealed",
            subject=bundle,
            group_id=petition.group_id,
            campaign_id=petition.campaign_id,
            detail={"bundle": str(bundle.public_id), "signatures": bundle.signatures},
        )


def _freeze_entries(bundle: Bundle) -> Waterfall:
    petition = bundle.petition
    parameters: dict[str, Any] = {
        "petition": petition.pk,
        "bundle": bundle.pk,
        "ancestors": [ancestor.pk for ancestor in _ancestors(bundle)],
        "names": petition.display_rule != DisplayRule.NEVER,
        "per_part": bundle.split_count,
    }
    with connection.cursor() as cursor:
        cursor.execute(seal_sql(Split(bundle.split)), parameters)
        rows = cursor.fetchall()
    bundle.no_name = sum(n for kind, _, n in rows if kind == "no_name")
    bundle.not_shown = sum(n for kind, _, n in rows if kind == "not_shown")
    cells = [(kind[6:], shown, n) for kind, shown, n in rows if kind.startswith("state:")]
    return add_up(cells, display_rule=petition.display_rule)


def _freeze_parts(bundle: Bundle) -> None:
    """One row a part, with the number that its first line will have."""
    with connection.cursor() as cursor:
        cursor.execute(PART_ORDER, [bundle.pk])
        rows = cursor.fetchall()
    first, parts = 1, []
    for number, country, region, city, signatures in rows:
        label = _label(bundle, number, len(rows), (country, region, city))
        parts.append(
            BundlePart(
                bundle=bundle, number=number, label=label, first=first, signatures=signatures
            )
        )
        first += signatures
    BundlePart.objects.bulk_create(parts)
    bundle.listed = first - 1


def _label(bundle: Bundle, number: int, of: int, place: tuple[str, str, str]) -> str:
    country, region, city = place
    if bundle.split == Split.NONE:
        return ""
    if bundle.split == Split.COUNT:
        return f"Part {number} of {of}"
    state = US_STATES.get(region, region) if country == "US" else region
    names = [state] if bundle.split == Split.STATE else [city, region]
    names.append("" if country == "US" and region else country)
    return ", ".join(name for name in names if name) or "Place not given"


def _texts(petition: Petition) -> dict[str, object]:
    """The petition as it stands at the seal: later changes must not change a bundle."""
    partners = Partner.objects.filter(campaign=petition.campaign, state=PartnerState.ACTIVE)
    names = partners.order_by("group__name").values_list("group__name", flat=True)
    return {
        "slug": petition.slug,
        "title": petition.title,
        "text": petition.text,
        "target": petition.target,
        "groups": list(names) or [petition.group.name],
        "show_comments": petition.show_comments,
    }


def _ancestors(bundle: Bundle) -> list[Bundle]:
    found, earlier = [], bundle.since
    while earlier is not None:
        found.append(earlier)
        earlier = earlier.since
    return found
