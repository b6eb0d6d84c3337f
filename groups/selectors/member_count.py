"""Counts a group's list, for those who may count and not read. Never a person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext

from core.actors import Actor
from core.errors import Forbidden, NotFound
from core.small_counts import HIDDEN, UNDER_TEN, cover_column, cover_sum
from groups.models import Group, Member
from groups.models.member import HELD
from groups.policies import is_staff, may_know_group
from groups.selectors.staff import standing_of

Shown = int | str

# Each from its own stretch of the index `member_count`: grouping the rows costs as much again.
_COUNTS = """
    SELECT listed.id,
        (SELECT count(*) FROM groups_member AS member
         WHERE member.group_id = listed.id AND state = 'active' AND consented),
        (SELECT count(*) FROM groups_member AS member
         WHERE member.group_id = listed.id AND state = 'active' AND NOT consented),
        (SELECT count(*) FROM groups_member AS member
         WHERE member.group_id = listed.id AND state = 'unsubscribed')
    FROM unnest(%s::bigint[]) AS listed (id)
"""


@dataclass(frozen=True, slots=True)
class MemberCounts:
    """Whom the group holds: `members` = `active` + `unsubscribed`; `consented` are of the active.

    Shown to others than its staff, counts under ten are "<10".
    """

    members: Shown
    active: Shown
    unsubscribed: Shown
    consented: Shown


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """Members in one place. What no place is known of is the one without country."""

    country: str
    region: str
    city: str
    members: Shown


def counts_for_staff(*, group: Group, actor: Actor) -> MemberCounts:
    """The size of the list as the group's own staff see it, exact. Raises NotFound, Forbidden."""
    standing = standing_of(actor)
    if not may_know_group(standing, group.pk):
        raise NotFound
    if not is_staff(standing, group.pk):
        raise Forbidden(gettext("Exact figures are for the group's own staff."))
    return _counts([group.pk])[group.pk]


def hidden_counts(group_ids: Collection[int]) -> Mapping[int, MemberCounts]:
    """The sizes of several lists for who may know no small count, in one query. Whoever shows
    them asks the policies first."""
    return {pk: _hidden(counts) for pk, counts in _counts(group_ids).items()}


def hidden_places(group_ids: Collection[int]) -> Mapping[int, list[PlaceCount]]:
    """Members of each list by city, largest first, in one query. As `hidden_counts`."""
    rows = (
        Member.objects.filter(group__in=group_ids, state__in=sorted(HELD))
        .order_by()
        .values_list("group_id", "country", "region", "city")
        .annotate(members=Count("pk"))
    )
    counts: dict[int, dict[str, int]] = {pk: {} for pk in group_ids}
    for pk, country, region, city, members in rows:
        counts[pk]["\0".join((country, region, city))] = members
    return {pk: _shown_places(found) for pk, found in counts.items()}


def _shown_places(counts: Mapping[str, int]) -> list[PlaceCount]:
    places = [PlaceCount(*_place(name), shown) for name, shown in cover_column(counts).items()]
    return sorted(places, key=lambda one: (-_size(one.members), one.country, one.region, one.city))


def _place(name: str) -> tuple[str, str, str]:
    country, region, city = name.split("\0")
    return country, region, city


def _counts(group_ids: Collection[int]) -> dict[int, MemberCounts]:
    """In one query. Who is not active has not agreed, by a constraint."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [list(group_ids)])
        rows = cursor.fetchall()
    return {
        pk: MemberCounts(agreed + others + stopped, agreed + others, stopped, agreed)
        for pk, agreed, others, stopped in rows
    }


def _hidden(counts: MemberCounts) -> MemberCounts:
    """With one of the two states small, the other would give it away beside their sum; so would
    those who agreed, of all who are active. Where both parts of a sum are too small to hide each
    other, the sum is hidden."""
    active, consented = int(counts.active), int(counts.consented)
    states = {"active": active, "unsubscribed": int(counts.unsubscribed)}
    agreement = {"consented": consented, "others": active - consented}
    members, parts = cover_sum(states), cover_column(states)
    if cover_sum(agreement) == HIDDEN:
        members = parts["active"] = HIDDEN
    return MemberCounts(
        members, parts["active"], parts["unsubscribed"], cover_column(agreement)["consented"]
    )


def _size(shown: Shown) -> int:
    if isinstance(shown, int):
        return shown
    return 1 if shown == UNDER_TEN else 0
