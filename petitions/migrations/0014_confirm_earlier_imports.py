"""Imports from before there were previews were confirmed by being asked for."""

from django.db import migrations

CONFIRM = "UPDATE petitions_signatureimport SET confirmed_at = created_at;"


class Migration(migrations.Migration):
    dependencies = [("petitions", "0013_import_preview")]

    operations = [migrations.RunSQL(CONFIRM, migrations.RunSQL.noop)]
