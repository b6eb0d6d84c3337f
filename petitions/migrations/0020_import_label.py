"""Keeps what a list calls itself, sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0019_suspect_index")]

    operations = [
        migrations.AddField(
            model_name="signatureimport", name="label", field=models.BinaryField(null=True)
        )
    ]
