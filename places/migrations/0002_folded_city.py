"""Finds a city by its name as it is compared. `load_places` fills it, as it does all of the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0001_places")]

    operations = [
        migrations.AddField(
            model_name="postalcode",
            name="city_folded",
            field=models.CharField(blank=True, db_default="", max_length=80),
        ),
        migrations.RemoveIndex(model_name="postalcode", name="postal_code_city"),
        migrations.AddIndex(
            model_name="postalcode",
            index=models.Index(fields=["city_folded", "region"], name="postal_code_city_folded"),
        ),
    ]
