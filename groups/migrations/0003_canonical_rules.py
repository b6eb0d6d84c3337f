"""Takes over the canonical rules, which petitions made and filled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0002_token_parent"),
        ("petitions", "0007_canonical_rules_to_groups"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="CanonicalRule",
                    fields=[
                        (
                            "domain",
                            models.CharField(max_length=253, primary_key=True, serialize=False),
                        ),
                        ("becomes", models.CharField(max_length=253)),
                        ("drop_dots", models.BooleanField(default=False)),
                        ("drop_tag", models.BooleanField(default=False)),
                    ],
                )
            ]
        )
    ]
