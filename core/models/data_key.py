"""Wrapped data keys, one per owner of personal data."""

from django.db import models


class DataKey(models.Model):
    """`wrapped`: nonce and ciphertext under the key-encryption key `kek_id`; None when shredded."""

    owner_kind = models.CharField(max_length=20)
    owner_key = models.CharField(max_length=40)
    kek_id = models.CharField(max_length=40)
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_kind", "owner_key"], name="data_key_owner"),
            models.CheckConstraint(
                condition=models.Q(wrapped=None) ^ models.Q(destroyed_at=None),
                name="data_key_destroyed_or_wrapped",
            ),
        ]
