from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("petitions", "0021_suspect_proposal"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("state__in", ["invalidated", "withdrawn"])),
                fields=["petition"],
                name="signature_gone",
            ),
        ),
    ]
