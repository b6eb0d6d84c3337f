"""Requests, approves and seals bundles. Building their files is `bundle_build`'s."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from campaign.models import Partner
from campaign.models.partner import PartnerState
from core import locks, vault
from core.actors import Actor
from core.errors import Forbidden, Invalid, StateConflict
from core.models.duty import DutyState
from core.services import audit_entry
from groups.selectors.staff import standing_of
from petitions.models import Bundle, BundlePart, BundleState, Petition, Split
from petitions.models.petition import DisplayRule
from petitions.policies import may_build_bundle, may_request_bundle
from petitions.seal_statement import PART_ORDER, seal_sql
from petitions.vault_owner import petition_owner
from petitions.waterfall import Waterfall, add_up
from places.us_states import US_STATES

_COUNT = re.compile(r"count:([1-9][0-9]{0,6})")
SECRET_BYTES = 32


@dataclass(frozen=True)
class SplitRule:
    """How a bundle is split; `count` is the signatures per part, for Split.COUNT only."""

    split: Split = Split.NONE
    count: int | None = None


def parse_split(text: str) -> SplitRule:
    """The rule of `none`, `state`, `city` or `count:N`. Raises Invalid for anything else."""
    if match := _COUNT.fullmatch(text):
        return SplitRule(Split.COUNT, int(match[1]))
    if text in {Split.NONE, Split.STATE, Split.CITY}:
        return SplitRule(Split(text))
    raise Invalid.field("split", "unknown", "Use none, state, city or count:N, as count:1000.")


def request_bundle(
    *, petition: Petition, rule: SplitRule, since: Bundle | None, actor: Actor
) -> Bundle:
    """A new bundle: sealed at once where the actor may build it, else waiting for approval.

    Raises Forbidden, and StateConflict when `since` has no sealed content.
    """
    standing = standing_of(actor)
    if not may_request_bundle(standing, petition):
        raise Forbidden("Bundles are requested by staff of the petition's group.")
    with transaction.atomic():
        locks.hold_until_commit(_lock(petition))
        _require_ancestor(petition, since)
        bundle = Bundle.objects.create(
            petition=petition,
            number=petition.bundles.count() + 1,
            since=since,
            split=rule.split,
            split_count=rule.count,
            requested_by_id=actor.user_id,
        )
        if may_build_bundle(standing, petition):
            _seal(bundle)
        _audit(bundle, "bundle.sealed" if bundle.sealed_at else "bundle.requested", actor)
    return bundle


def approve_bundle(*, bundle: Bundle, actor: Actor) -> Bundle:
    """Seals a requested bundle. Raises Forbidden, also for one's own request."""
    if not may_build_bundle(standing_of(actor), bundle.petition):
        raise Forbidden("Bundles are approved by stewards and the coalition lead.")
    with transaction.atomic():
        locks.hold_until_commit(_lock(bundle.petition))
        locked = Bundle.objects.select_for_update().get(pk=bundle.pk)
        locked.petition = bundle.petition
        if locked.stage != BundleState.REQUESTED:
            raise StateConflict("This bundle is not waiting for approval.", code="bundle.state")
        if locked.requested_by_id == actor.user_id:
            raise Forbidden("Nobody approves their own request.", code="own_request")
        locked.approved_by_id = actor.user_id
        _seal(locked)
        _audit(locked, "bundle.sealed", actor)
    return locked


def _seal(bundle: Bundle) -> None:
    """Freezes the set: what counts at this moment and no ancestor holds. One statement decides
    who is in and reads the waterfall, so both are of the same moment."""
    petition = bundle.petition
    bundle.sealed_at = bundle.due_at = timezone.now()
    bundle.texts = _texts(petition)
    bundle.secret = vault.seal(
        petition_owner(petition.pk), bundle.public_id, secrets.token_bytes(SECRET_BYTES)
    )
    bundle.waterfall = dict(_freeze_entries(bundle))
    _freeze_parts(bundle)
    bundle.save()


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


def _require_ancestor(petition: Petition, since: Bundle | None) -> None:
    if since is None:
        return
    if since.petition_id != petition.pk:
        raise Invalid.field("since", "unknown", "Name an earlier bundle of this petition.")
    gone = since.state in {DutyState.FAILED, DutyState.CANCELLED}
    if gone or not since.sealed_at:
        raise StateConflict("The earlier bundle was never sealed.", code="bundle.since_not_sealed")


def _lock(petition: Petition) -> str:
    return f"bundle:{petition.pk}"


def _audit(bundle: Bundle, action: str, actor: Actor) -> None:
    audit_entry.record(
        actor=actor,
        action=action,
        subject=bundle,
        group_id=bundle.petition.group_id,
        campaign_id=bundle.petition.campaign_id,
        detail={"bundle": str(bundle.public_id), "signatures": bundle.signatures},
    )
