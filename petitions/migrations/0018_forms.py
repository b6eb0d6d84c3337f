"""Which submission of the form asked for what, so that a link confirms what its mail's form said."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0017_consent_due_index")]

    operations = [
        migrations.AddField(
            model_name="signature",
            name="form",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="consent",
            name="first_form",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="consent",
            name="last_form",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
