from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_message_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="group_id",
            field=models.BigIntegerField(null=True),
        ),
    ]
