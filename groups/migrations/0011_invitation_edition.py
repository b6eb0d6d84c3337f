"""How often an invitation was renewed: links are of one edition."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0010_member_forwards")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="edition",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
