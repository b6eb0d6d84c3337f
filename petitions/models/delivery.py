"""The hand-over of a bundle: to whom, when, with what receipt."""

import uuid

from django.conf import settings
from django.db import models

from petitions.models.bundle import Bundle


class Delivery(models.Model):
    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="deliveries")
    delivered_to = models.CharField(max_length=200)
    delivered_at = models.DateTimeField()
    receipt = models.TextField(max_length=2000, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
