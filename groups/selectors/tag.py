"""Reads a group's tags."""

from dataclasses import dataclass

from django.db import connection

from groups.models import Group, Tag

_COUNTED = """
    SELECT tag.slug, (
        SELECT count(*) FROM groups_member AS member
        WHERE member.tags @> ARRAY[tag.slug]::varchar[] AND member.group_id = %(group)s
          AND member.state IN ('active', 'unsubscribed')
    ) FROM (
        SELECT slug FROM groups_tag
        WHERE group_id = %(group)s AND slug >= %(first)s AND slug > %(after)s
        ORDER BY slug LIMIT %(limit)s
    ) AS tag ORDER BY tag.slug
"""


@dataclass(frozen=True, slots=True)
class CountedTag:
    """A tag and how many members have it."""

    slug: str
    members: int


def tags_of(group: Group) -> list[str]:
    """The slugs of the group's tags, by name."""
    return list(Tag.objects.filter(group=group).order_by("slug").values_list("slug", flat=True))


def counted_tags(group: Group, *, after: str = "", limit: int) -> list[CountedTag]:
    """The group's tags behind this one, by name, at most `limit`: the members of each are counted
    by the index of tags."""
    return _counted(group, first="", after=after, limit=limit)


def counted_tag(group: Group, slug: str) -> CountedTag | None:
    """One of the group's tags; None where there is none of this name."""
    found = _counted(group, first=slug, after="", limit=1)
    return found[0] if found and found[0].slug == slug else None


def _counted(group: Group, **wanted: str | int) -> list[CountedTag]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"group": group.pk, **wanted})
        return [CountedTag(*row) for row in cursor.fetchall()]
