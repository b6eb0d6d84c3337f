"""When a consent is owed a place on the group's list, and when it got it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0005_consent_wordings"),
        ("petitions", "0014_confirm_earlier_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="enrolled_at",
            field=models.DateTimeField(null=True),
        ),
    ]
