"""Counts a group's list, for those who may count and not read. Never a person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext

from core.actors import Actor
from core.errors import Forbidden, NotFound
from core.small_counts import (
    HIDDEN,
    UNDER_TEN,
    cover_column,
    cover_sum,
    shown_count,
    smallest,
)
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


@dataclass(frozen=True, slots=True)
class ListSize:
    """How large a list is, as a whole and by city, the largest first."""

    counts: MemberCounts
    places: list[PlaceCount]


def counts_for_staff(*, group: Group, actor: Actor) -> MemberCounts:
    """The size of the list as the group's own staff see it, exact. Raises NotFound, Forbidden."""
    standing = standing_of(actor)
    if not may_know_group(standing, group.pk):
        raise NotFound
    if not is_staff(standing, group.pk):
        raise Forbidden(gettext("Exact figures are for the group's own staff."))
    return _counts([group.pk])[group.pk]


def hidden_sizes(group_ids: Collection[int]) -> Mapping[int, ListSize]:
    """The sizes of several lists for who may know no small count, in two queries. Whoever shows
    them asks the policies first."""
    counts, places = _counts(group_ids), _places(group_ids)
    return {pk: _hidden(counts[pk], places[pk]) for pk in group_ids}


def _places(group_ids: Collection[int]) -> Mapping[int, Mapping[str, int]]:
    rows = (
        Member.objects.filter(group__in=group_ids, state__in=sorted(HELD))
        .order_by()
        .values_list("group_id", "country", "region", "city")
        .annotate(members=Count("pk"))
    )
    counts: dict[int, dict[str, int]] = {pk: {} for pk in group_ids}
    for pk, country, region, city, members in rows:
        counts[pk]["\0".join((country, region, city))] = members
    return counts


def _shown_places(counts: Mapping[str, int], size: Shown) -> list[PlaceCount]:
    """With the size of the list hidden they must not add up to it either."""
    shown = cover_column(counts)
    if size == HIDDEN and all(isinstance(n, int) for n in shown.values()):
        shown |= dict.fromkeys(smallest(counts, set()), HIDDEN)
    places = [PlaceCount(*_place(name), n) for name, n in shown.items()]
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


def _hidden(counts: MemberCounts, places: Mapping[str, int]) -> ListSize:
    """With one of the two states small, the other would give it away beside their sum; so would
    those who agreed, of all who are active. Where all parts of a sum are too small to hide each
    other, the sum is hidden, and with it what it could be added up from."""
    active, consented = int(counts.active), int(counts.consented)
    states = {"active": active, "unsubscribed": int(counts.unsubscribed)}
    agreement = {"consented": consented, "others": active - consented}
    sums = [cover_sum(states), cover_sum(agreement), cover_sum(places)]
    members, parts = shown_count(int(counts.members)), cover_column(states)
    if HIDDEN in sums:
        members = HIDDEN
        parts = {name: n if n in {0, UNDER_TEN} else HIDDEN for name, n in parts.items()}
    shown = MemberCounts(
        members, parts["active"], parts["unsubscribed"], cover_column(agreement)["consented"]
    )
    return ListSize(shown, _shown_places(places, members))


def _size(shown: Shown) -> int:
    if isinstance(shown, int):
        return shown
    return 1 if shown == UNDER_TEN else 0
