"""What signing needs to know of a petition, kept in this process for a moment.

The sign statement itself checks that the petition is open, so an old copy never lets anyone
sign; it can only be asked to look again (`forget`).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from campaign.models import Partner
from campaign.models.partner import PartnerState
from core.errors import NotFound
from core.vault import Owner
from petitions.identity import signature_ids
from petitions.models import Confirmation, DisplayRule, Petition, Source
from petitions.models.petition import PUBLIC_STATES
from petitions.vault_owner import petition_owner

KEPT_SECONDS = 2.0
KEPT_PETITIONS = 1000
CHANNELS_PER_GROUP = 200


@dataclass(frozen=True)
class SignTarget:
    """A petition as the sign path sees it. `groups` are its active partners, slug to id."""

    petition_id: int
    slug: str
    state: str
    asks_confirmation: bool
    shows_names: bool
    people_per_mailbox: int
    wording: str
    lead_slug: str
    groups: Mapping[str, int]
    signature_id: Callable[[bytes, int], UUID]

    @property
    def owner(self) -> Owner:
        """Whose key seals this petition's signatures."""
        return petition_owner(self.petition_id)


_kept: dict[str, tuple[float, SignTarget]] = {}
_source_ids: dict[tuple[int, int, str], int] = {}


def sign_target(slug: str) -> SignTarget:
    """The public petition of this slug. Raises NotFound for a draft as for none."""
    kept = _kept.get(slug)
    if kept and kept[0] > time.monotonic():
        return kept[1]
    target = _read(slug)
    if len(_kept) >= KEPT_PETITIONS:
        _kept.clear()
    _kept[slug] = (time.monotonic() + KEPT_SECONDS, target)
    return target


def forget(slug: str) -> None:
    """The next `sign_target` of this slug reads the database."""
    _kept.pop(slug, None)


def source_id(target: SignTarget, *, group_id: int, channel: str) -> int:
    """The id of a source of this petition; one is made on a channel's first use.

    Past CHANNELS_PER_GROUP channels a new one counts for its group without a channel.
    """
    key = (target.petition_id, group_id, channel)
    known = _source_ids.get(key)
    if known is None:
        known = _source_ids[key] = _find_or_make_source(*key)
    return known


def _read(slug: str) -> SignTarget:
    row = (
        Petition.objects.select_related("group")
        .filter(slug=slug, state__in=PUBLIC_STATES)
        .defer("text")
        .first()
    )
    if row is None:
        raise NotFound(gettext("There is no such petition."))
    active = Partner.objects.filter(campaign_id=row.campaign_id, state=PartnerState.ACTIVE)
    groups = dict(active.values_list("group__slug", "group_id"))
    return SignTarget(
        petition_id=row.pk,
        slug=row.slug,
        state=row.state,
        asks_confirmation=row.confirmation == Confirmation.REQUIRED,
        shows_names=row.display_rule == DisplayRule.SIGNER,
        people_per_mailbox=row.people_per_mailbox,
        wording=row.consent_wording,
        lead_slug=row.group.slug,
        groups={**groups, row.group.slug: row.group_id},
        signature_id=signature_ids(row.pk),
    )


def _find_or_make_source(petition_id: int, group_id: int, channel: str) -> int:
    sources = Source.objects.filter(petition_id=petition_id, group_id=group_id)
    found = sources.filter(channel=channel).values_list("pk", flat=True).first()
    if found is not None:
        return found
    if channel and sources.exclude(channel="").count() >= CHANNELS_PER_GROUP:
        channel = ""
    made = Source(petition_id=petition_id, group_id=group_id, channel=channel)
    Source.objects.bulk_create([made], ignore_conflicts=True)
    return sources.values_list("pk", flat=True).get(channel=channel)
