"""What was sealed before there was a moment of being owed was owed at its seal."""

from django.db import migrations

OWE = "UPDATE petitions_bundle SET owed_at = sealed_at WHERE sealed_at IS NOT NULL;"


class Migration(migrations.Migration):
    dependencies = [("petitions", "0010_bundle_sealing")]

    operations = [migrations.RunSQL(OWE, migrations.RunSQL.noop)]
