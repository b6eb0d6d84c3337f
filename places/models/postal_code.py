"""US ZIP codes with their city, county, state, position and time zone."""

from django.db import models


class PostalCode(models.Model):
    """One five-digit ZIP code. Position (degrees) and IANA zone are absent for military mail.

    `city_folded` is the city's name as `place.fold_name` compares it.
    """

    code = models.CharField(primary_key=True, max_length=5)
    city = models.CharField(max_length=80)
    city_folded = models.CharField(max_length=80, blank=True, db_default="")
    county = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=2)
    country = models.CharField(max_length=2, default="US")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    timezone = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["city_folded", "region"], name="postal_code_city_folded")]
