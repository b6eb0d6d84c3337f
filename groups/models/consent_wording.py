"""The sentences that people agreed to, word for word, for as long as anybody's consent stands."""

from django.db import models

PRESENT = "2026-1"  # what the form of an event shows; petitions name theirs themselves


class ConsentWording(models.Model):
    """A version never changes (the database refuses): other words are another version. Seeded by a
    migration; a wording `list:ID` has no row here, since nobody here saw it."""

    version = models.CharField(max_length=40)
    language = models.CharField(max_length=35)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="consent_wording_once")
        ]
