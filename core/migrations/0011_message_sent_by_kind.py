from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("core", "0010_audit_actor"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "done")),
                fields=["group_id", "kind", "finished_at"],
                name="message_sent_kinds",
            ),
        ),
        RemoveIndexConcurrently(model_name="message", name="message_sent"),
    ]
