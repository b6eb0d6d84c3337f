"""Who may read which entries of the audit log, and whose names with them. See permissions.md."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from heapq import merge
from itertools import islice

from django.db.models import Q

from campaign.models import Campaign
from core.actors import Actor
from core.errors import NotFound
from core.models import AuditEntry
from groups.models import Role
from groups.policies import may_plan
from groups.selectors.staff import standing_of


@dataclass(frozen=True)
class AuditScope:
    """What one person may read: what they did; of `group_ids` all, with the names of who did it;
    of `campaign_ids`, or of the whole service, what was done and not by whom."""

    user_id: int
    group_ids: frozenset[int]
    campaign_ids: frozenset[int]
    is_everything: bool

    def shows_people(self, entry: AuditEntry) -> bool:
        """Whether the reader may know who did this."""
        return entry.actor_user_id == self.user_id or entry.group_id in self.group_ids


def audit_scope(actor: Actor) -> AuditScope:
    """Raises NotFound for who has no role and keeps no service running."""
    standing = standing_of(actor)
    if actor.user_id is None or not (standing.roles or standing.is_platform_admin):
        raise NotFound
    full = {pk for pk in standing.group_ids if standing.holds(pk, Role.STEWARD, Role.COORDINATOR)}
    leading = [pk for pk in standing.group_ids if may_plan(standing, pk)]
    led = Campaign.objects.filter(lead__in=leading).values_list("pk", flat=True)
    return AuditScope(
        user_id=actor.user_id,
        group_ids=frozenset(full),
        campaign_ids=frozenset(led) if leading else frozenset(),
        is_everything=standing.is_platform_admin,
    )


def visible_entries(
    scope: AuditScope,
    *,
    limit: int,
    family: str = "",
    day: date | None = None,
    before: int | None = None,
) -> list[AuditEntry]:
    """The newest `limit` entries with an id below `before`, of one family ("petition") and of one
    day (UTC). Each part of the scope is read from its own index."""
    wanted = Q()
    if family:
        wanted &= Q(action__startswith=f"{family}.")
    if day is not None:
        first, last = (datetime.combine(day, at, UTC) for at in (time.min, time.max))
        wanted &= Q(at__range=(first, last))
    if before is not None:
        wanted &= Q(pk__lt=before)
    rows = AuditEntry.objects.filter(wanted).order_by("-id")
    if scope.is_everything:
        return list(rows[:limit])
    parts = [list(rows.filter(part)[:limit]) for part in _parts(scope)]
    newest = merge(*parts, key=lambda entry: -entry.pk)
    return list(islice({entry.pk: entry for entry in newest}.values(), limit))


def _parts(scope: AuditScope) -> list[Q]:
    parts = [Q(actor_user_id=scope.user_id)]
    parts += [Q(group_id=pk) for pk in sorted(scope.group_ids)]
    parts += [Q(campaign_id=pk) for pk in sorted(scope.campaign_ids)]
    return parts
