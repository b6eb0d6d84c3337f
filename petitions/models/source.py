"""The group and channel through which a signature came."""

from django.db import models

from groups.models import Group
from petitions.models.petition import Petition


class Source(models.Model):
    """Its key in outputs is `group` or `group/channel`; lists come through the empty channel."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="sources")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="sources")
    channel = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "group", "channel"], name="source_once")
        ]
