from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("core", "0006_told_and_paced_messages"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                condition=models.Q(
                    ("slot_at__isnull", False), ("state__in", ["pending", "running"])
                ),
                fields=["due_at"],
                name="message_booked",
            ),
        ),
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "failed")),
                fields=["finished_at"],
                name="message_failed",
            ),
        ),
    ]
