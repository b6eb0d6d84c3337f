"""Counts a list without reading its rows."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("groups", "0012_member_import_columns")]

    operations = [
        AddIndexConcurrently(
            model_name="member",
            index=models.Index(fields=["group", "state", "consented"], name="member_count"),
        )
    ]
