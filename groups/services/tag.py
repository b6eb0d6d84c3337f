"""Sorts members by tags: gives and takes them, renames one everywhere."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Invalid, NotFound
from core.services.audit_entry import record
from core.typed_text import BadText
from groups.member_form import MOST_TAGS, read_tags, wrong
from groups.models import Group, Tag
from groups.selectors.member_access import require_steward

MOST_AT_ONCE = 5000
_RETAG = """
    WITH tagged AS (
        SELECT id, ARRAY(
            SELECT tag FROM (
                SELECT tag, min(place) AS place
                FROM unnest(tags || %(added)s::text[]) WITH ORDINALITY AS one (tag, place)
                WHERE tag <> ALL (%(taken)s::text[]) GROUP BY tag
            ) AS kept ORDER BY place
        ) AS tags
        FROM groups_member
        WHERE group_id = %(group)s AND id = ANY (%(ids)s::uuid[])
            AND state IN ('active', 'unsubscribed')
        ORDER BY id FOR UPDATE
    )
    UPDATE groups_member AS member
    SET tags = tagged.tags, updated_at = now(), version = member.version + 1
    FROM tagged WHERE member.id = tagged.id AND member.tags IS DISTINCT FROM tagged.tags::varchar[]
        AND cardinality(tagged.tags) <= %(most)s
"""
_RENAME = """
    UPDATE groups_member
    SET tags = CASE WHEN %(new)s = ANY (tags) THEN array_remove(tags, %(old)s)
                    ELSE array_replace(tags, %(old)s, %(new)s) END,
        updated_at = now(), version = version + 1
    WHERE tags @> ARRAY[%(old)s]::varchar[] AND group_id = %(group)s
"""
_REMOVE = """
    UPDATE groups_member
    SET tags = array_remove(tags, %(old)s), updated_at = now(), version = version + 1
    WHERE tags @> ARRAY[%(old)s]::varchar[] AND group_id = %(group)s
"""


def tag_members(
    *,
    group: Group,
    member_ids: Collection[UUID],
    add: object = (),
    remove: object = (),
    actor: Actor,
) -> int:
    """Gives these members the tags in `add` and takes those in `remove`; how many changed.

    Tags are a list of words or one text with commas. By stewards, at most MOST_AT_ONCE members.
    Raises Invalid. Who would have more than fifty keeps the tags they have.
    """
    require_steward(group=group, actor=actor)
    added, taken = _read(add, "add"), _read(remove, "remove")
    if len(member_ids) > MOST_AT_ONCE:
        raise Invalid(_("That is too many members at once."), code="too_many")
    values = {
        "group": group.pk,
        "ids": [str(pk) for pk in member_ids],
        "added": [tag for tag in added if tag not in taken],
        "taken": list(taken),
        "most": MOST_TAGS,
    }
    with transaction.atomic():
        changed = _execute(_RETAG, values)
        keep_tags(group_id=group.pk, slugs=added)
        detail = {"members": changed, "added": list(added), "taken": list(taken)}
        record(
            actor=actor, action="members.tagged", subject=group, group_id=group.pk, detail=detail
        )
    return changed


def make_tag(*, group: Group, name: object, actor: Actor) -> str:
    """Adds a tag to the group's menu; its slug. By stewards; harmless when it is there.

    Raises Invalid.
    """
    require_steward(group=group, actor=actor)
    names = _read(name, "name")
    if len(names) != 1:
        raise Invalid.field("name", "invalid", _("Write one word for the tag."))
    with transaction.atomic():
        keep_tags(group_id=group.pk, slugs=names)
        _audit(group, "tag.added", actor, {"tag": names[0]})
    return names[0]


def rename_tag(*, group: Group, slug: str, to: str, actor: Actor) -> int:
    """Renames a tag on every member; into one that there is, the two become one.

    By stewards. Raises Invalid, NotFound.
    """
    require_steward(group=group, actor=actor)
    names = _read(to, "to")
    if len(names) != 1:
        raise Invalid.field("to", "invalid", _("Write one word for the tag."))
    with transaction.atomic():
        tag = _locked(group, slug)
        if tag.slug == names[0]:
            return 0
        keep_tags(group_id=group.pk, slugs=names)
        changed = _execute(_RENAME, {"group": group.pk, "old": slug, "new": names[0]})
        tag.delete()
        detail = {"members": changed, "from": slug, "to": names[0]}
        _audit(group, "tag.renamed", actor, detail)
    return changed


def remove_tag(*, group: Group, slug: str, actor: Actor) -> int:
    """Takes a tag from every member. By stewards. Raises NotFound."""
    require_steward(group=group, actor=actor)
    with transaction.atomic():
        tag = _locked(group, slug)
        changed = _execute(_REMOVE, {"group": group.pk, "old": slug})
        tag.delete()
        detail = {"members": changed, "tag": slug}
        _audit(group, "tag.removed", actor, detail)
    return changed


def keep_tags(*, group_id: int, slugs: Iterable[str]) -> None:
    """Makes sure that the group's menu of tags has these."""
    rows = [Tag(group_id=group_id, slug=slug) for slug in sorted(slugs)]
    Tag.objects.bulk_create(rows, ignore_conflicts=True)


def _locked(group: Group, slug: str) -> Tag:
    tag = Tag.objects.select_for_update().filter(group=group, slug=slug).first()
    if tag is None:
        raise NotFound(_("There is no such tag."))
    return tag


def _read(value: object, field: str) -> tuple[str, ...]:
    try:
        return read_tags(value)
    except BadText as error:
        problem = wrong("tags", error.code)
        raise Invalid.field(field, problem.code, problem.detail) from error


def _execute(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _audit(group: Group, action: str, actor: Actor, detail: dict[str, Any]) -> None:
    record(actor=actor, action=action, subject=group, group_id=group.pk, detail=detail)
