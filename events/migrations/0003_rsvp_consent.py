"""Which groups somebody who comes wants to hear from."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0002_earlier_plan"),
        ("groups", "0005_consent_wordings"),
    ]

    operations = [
        migrations.CreateModel(
            name="RsvpConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wording", models.CharField(max_length=40)),
                ("given_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("enrolled_at", models.DateTimeField(null=True)),
                (
                    "group",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="groups.group",
                    ),
                ),
                (
                    "rsvp",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="events.rsvp",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="rsvp_consent_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("rsvp", "group"), name="rsvp_consent_once")
                ],
            },
        ),
    ]
