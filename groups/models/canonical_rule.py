"""How one mail domain's addresses are matched. Used for matching only, never for sending."""

from django.db import models


class CanonicalRule(models.Model):
    """`becomes` is the domain's one name (gmail.com for googlemail.com). Seeded by a migration."""

    domain = models.CharField(primary_key=True, max_length=253)
    becomes = models.CharField(max_length=253)
    drop_dots = models.BooleanField(default=False)
    drop_tag = models.BooleanField(default=False)
