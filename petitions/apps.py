"""App registration: petitions, identity, signatures, imports, tally, bundles."""

from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "petitions"
    default_auto_field = "django.db.models.BigAutoField"
