"""Nothing is sealed that is not owed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0011_owe_earlier_bundles")]

    operations = [
        migrations.AddConstraint(
            model_name="bundle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sealed_at", None), ("owed_at__isnull", False), _connector="OR"
                ),
                name="bundle_sealed_is_owed",
            ),
        ),
    ]
