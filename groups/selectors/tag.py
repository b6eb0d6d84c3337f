"""Reads a group's tags."""

from dataclasses import dataclass

from django.db import connection

from groups.models import Group, Tag

_COUNTED = """
    SELECT tag.slug, coalesce(used.members, 0)
    FROM groups_tag AS tag LEFT JOIN (
        SELECT one.slug, count(*) AS members
        FROM groups_member AS member CROSS JOIN unnest(member.tags) AS one (slug)
        WHERE member.group_id = %(group)s AND member.state IN ('active', 'unsubscribed')
        GROUP BY one.slug
    ) AS used USING (slug)
    WHERE tag.group_id = %(group)s ORDER BY tag.slug
"""


@dataclass(frozen=True, slots=True)
class CountedTag:
    """A tag and how many members have it."""

    slug: str
    members: int


def tags_of(group: Group) -> list[str]:
    """The slugs of the group's tags, by name."""
    return list(Tag.objects.filter(group=group).order_by("slug").values_list("slug", flat=True))


def counted_tags(group: Group) -> list[CountedTag]:
    """The group's tags by name, in one pass over its list."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"group": group.pk})
        return [CountedTag(*row) for row in cursor.fetchall()]
