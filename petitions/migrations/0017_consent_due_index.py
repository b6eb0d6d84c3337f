"""Finds what is due without reading what is done."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("petitions", "0016_consents_owed")]

    operations = [
        AddIndexConcurrently(
            model_name="consent",
            index=models.Index(
                fields=["due_at"], condition=models.Q(due_at__isnull=False), name="consent_due"
            ),
        )
    ]
