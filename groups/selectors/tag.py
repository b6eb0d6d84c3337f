"""Reads a group's tags."""

from groups.models import Group, Tag


def tags_of(group: Group) -> list[str]:
    """The slugs of the group's tags, by name."""
    return list(Tag.objects.filter(group=group).order_by("slug").values_list("slug", flat=True))
