"""A word that a group sorts its members by. Members hold the slug itself (`Member.tags`)."""

from django.db import models

from groups.models.group import Group
from groups.models.member import TAG_LENGTH


class Tag(models.Model):
    """The group's own tags, for menus; renaming one renames it on the members, too."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="tags", db_index=False)
    slug = models.CharField(max_length=TAG_LENGTH)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "slug"], name="tag_once")]
