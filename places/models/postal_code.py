"""US ZIP codes with their city, county, state, position and time zone."""

from django.db import models


class PostalCode(models.Model):
    """One five-digit ZIP code. `latitude` and `longitude` are degrees, `timezone` an IANA name."""

    code = models.CharField(primary_key=True, max_length=5)
    city = models.CharField(max_length=80)
    county = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=2)
    country = models.CharField(max_length=2, default="US")
    latitude = models.FloatField()
    longitude = models.FloatField()
    timezone = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["region", "city"], name="postal_code_city")]
