"""Where somebody's row on a member list went when another address gave it another id."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0009_invitation")]

    operations = [
        migrations.CreateModel(
            name="MemberForward",
            fields=[
                ("old_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="forwards",
                        to="groups.member",
                    ),
                ),
            ],
        ),
    ]
