"""API tokens: scoped, hashed, expiring, bound to one person in one group."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from groups.models.group import Group


class Token(models.Model):
    """`digest` is the SHA-256 of the secret, which is shown once. Dies with its owner's role.

    `parent` is the token it was minted with; it ends with that one.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens"
    )
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="tokens")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    name = models.CharField(max_length=100, blank=True)
    digest = models.BinaryField(max_length=32, unique=True)
    prefix = models.CharField(max_length=12)
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)
