"""Finds the few suspects of a petition without reading its signatures."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("petitions", "0018_forms")]

    operations = [
        AddIndexConcurrently(
            model_name="signature",
            index=models.Index(
                fields=["petition", "-received_at", "-id"],
                condition=~models.Q(suspect="") & models.Q(state="unconfirmed"),
                name="signature_suspect",
            ),
        )
    ]
