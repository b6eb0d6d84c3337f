from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_letter"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="told",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="slot_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="MailPace",
            fields=[
                ("key", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("free_at", models.DateTimeField(db_index=True)),
                ("paused_until", models.DateTimeField(null=True)),
            ],
        ),
    ]
