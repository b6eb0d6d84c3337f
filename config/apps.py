"""App registration: wiring and the commands that need every app."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
