"""Hands the canonical rules over to groups: member lists are matched by the same ones."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("petitions", "0006_canonical_rules")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable("CanonicalRule", "groups_canonicalrule")
            ],
            state_operations=[migrations.DeleteModel("CanonicalRule")],
        )
    ]
