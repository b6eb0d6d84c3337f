"""The audit log: who did what to which thing, append-only and chained by hash."""

from django.db import models


class AuditEntry(models.Model):
    """`digest` covers this row and the digest before it. No personal data in `detail`."""

    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    actor_user_id = models.BigIntegerField(null=True)
    actor_token_id = models.BigIntegerField(null=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    group_id = models.BigIntegerField(null=True)
    campaign_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    previous = models.BinaryField(max_length=32, unique=True)  # the chain has no forks
    digest = models.BinaryField(max_length=32, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["group_id", "id"], name="audit_group"),
            models.Index(fields=["campaign_id", "id"], name="audit_campaign"),
            models.Index(fields=["actor_user_id", "id"], name="audit_actor"),
            models.Index(fields=["subject_kind", "subject_id"], name="audit_subject"),
        ]
