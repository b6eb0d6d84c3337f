"""Keeps what a list calls itself, sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0013_member_count")]

    operations = [
        migrations.AddField(
            model_name="memberimport", name="label", field=models.BinaryField(null=True)
        )
    ]
