"""Requests, approves and calls off bundles. `bundle_seal` and `bundle_build` make them."""

import re
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core import locks
from core.actors import Actor
from core.errors import Forbidden, Invalid, StateConflict
from core.models.duty import DutyState
from core.services import audit_entry
from groups.selectors.staff import standing_of
from petitions.models import Bundle, BundleState, Petition, Split
from petitions.policies import may_build_bundle, may_request_bundle

_COUNT = re.compile(r"count:([1-9][0-9]{0,6})")


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
    raise Invalid.field(
        "split", "unknown", gettext("Use none, state, city or count:N, as count:1000.")
    )


def request_bundle(
    *,
    petition: Petition,
    rule: SplitRule,
    since: Bundle | None,
    actor: Actor,
    number: int | None = None,
) -> Bundle:
    """A new bundle: owed at once where the actor may build it, else waiting for approval.

    `number` is the one that the asker was shown, so that asking twice makes one. Raises
    Forbidden, and StateConflict when `since` has no sealed content or the number is taken.
    """
    standing = standing_of(actor)
    if not may_request_bundle(standing, petition):
        raise Forbidden(gettext("Bundles are requested by staff of the petition's group."))
    with transaction.atomic():
        locks.hold_until_commit(_lock(petition))
        _require_ancestor(petition, since)
        following = petition.bundles.count() + 1
        if number not in (None, following):
            raise StateConflict(gettext("This bundle was asked for already."), code="bundle.number")
        bundle = Bundle.objects.create(
            petition=petition,
            number=following,
            since=since,
            split=rule.split,
            split_count=rule.count,
            requested_by_id=actor.user_id,
            owed_at=timezone.now() if may_build_bundle(standing, petition) else None,
        )
        _audit(bundle, "bundle.requested", actor)
    return bundle


def approve_bundle(*, bundle: Bundle, actor: Actor) -> Bundle:
    """Another agrees to a requested bundle, which is owed then. Raises StateConflict, Forbidden,
    also for one's own request.
    """
    if not may_build_bundle(standing_of(actor), bundle.petition):
        raise Forbidden(gettext("Bundles are approved by stewards and the coalition lead."))
    with transaction.atomic():
        locked = _locked(bundle)
        if locked.stage != BundleState.REQUESTED:
            raise StateConflict(
                gettext("This bundle is not waiting for approval."), code="bundle.state"
            )
        if locked.requested_by_id == actor.user_id:
            raise Forbidden(gettext("Nobody approves their own request."), code="own_request")
        locked.approved_by_id = actor.user_id
        locked.owed_at = locked.due_at = timezone.now()
        locked.save(update_fields=["approved_by", "owed_at", "due_at"])
        _audit(locked, "bundle.approved", actor)
    return locked


def call_off_bundle(*, bundle: Bundle, actor: Actor) -> Bundle:
    """A request that nobody approved is dropped: by who asked, or by who could approve it.

    Harmless when it was dropped before. Raises Forbidden, StateConflict once it is owed.
    """
    may = may_build_bundle(standing_of(actor), bundle.petition)
    if not may and bundle.requested_by_id != actor.user_id:
        raise Forbidden(gettext("A request is dropped by who asked or by who could approve it."))
    with transaction.atomic():
        locked = _locked(bundle)
        if locked.stage == BundleState.CANCELLED:
            return locked
        if locked.stage != BundleState.REQUESTED:
            raise StateConflict(gettext("This bundle is made already."), code="bundle.state")
        locked.state, locked.finished_at = DutyState.CANCELLED, timezone.now()
        locked.save(update_fields=["state", "finished_at"])
        _audit(locked, "bundle.called_off", actor)
    return locked


def retry_bundle(*, bundle: Bundle, actor: Actor) -> Bundle:
    """A bundle that failed is taken up where it stopped. Harmless when it has not failed."""
    if not may_build_bundle(standing_of(actor), bundle.petition):
        raise Forbidden(gettext("Bundles are built for stewards and the coalition lead."))
    with transaction.atomic():
        locked = _locked(bundle)
        if locked.state != DutyState.FAILED:
            return locked
        locked.state, locked.attempts, locked.last_error = DutyState.PENDING, 0, ""
        locked.due_at, locked.finished_at = timezone.now(), None
        locked.save(update_fields=["state", "attempts", "last_error", "due_at", "finished_at"])
        _audit(locked, "bundle.retried", actor)
    return locked


def _locked(bundle: Bundle) -> Bundle:
    """The row as it is now, locked until the transaction ends, without its key, as a campaign's is:
    events name bundles."""
    locked = Bundle.objects.select_for_update(no_key=True).get(pk=bundle.pk)
    locked.petition = bundle.petition
    return locked


def _require_ancestor(petition: Petition, since: Bundle | None) -> None:
    if since is None:
        return
    if since.petition_id != petition.pk:
        raise Invalid.field("since", "unknown", gettext("Name an earlier bundle of this petition."))
    gone = since.state in {DutyState.FAILED, DutyState.CANCELLED}
    if gone or not since.sealed_at:
        raise StateConflict(
            gettext("The earlier bundle was never sealed."), code="bundle.since_not_sealed"
        )


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
