"""Which submission of the form asked for what, so that a link confirms what its mail's form said."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0003_rsvp_consent")]

    operations = [
        migrations.AddField(
            model_name="rsvp",
            name="form",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="rsvpconsent",
            name="first_form",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="rsvpconsent",
            name="last_form",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
