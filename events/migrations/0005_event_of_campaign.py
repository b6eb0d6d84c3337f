"""Finds the events that a campaign's calendar shows without reading all of them."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("events", "0004_forms")]

    operations = [
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(fields=["campaign", "ends_at"], name="event_of_campaign"),
        )
    ]
