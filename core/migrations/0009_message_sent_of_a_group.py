from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("core", "0008_message_of_a_group"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "done")),
                fields=["group_id", "finished_at"],
                include=["kind"],
                name="message_sent",
            ),
        ),
    ]
