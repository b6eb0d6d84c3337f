"""What every test may ask for."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.test import override_settings
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from core.vault import forget_cached_keys
from groups.models import ConsentWording
from places.models import PostalCode
from places.services.postal_code import load_places
from tests.program_environment import environment_of_programs


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Loads the ZIP codes, which no test changes; a transactional test does not empty them."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        load_places()
        # The audit log cannot be emptied, and transactional tests empty all tables.
        cursor.execute("DROP TRIGGER IF EXISTS core_auditentry_no_truncate ON core_auditentry")
    # Flush empties the tables of managed models only.
    PostalCode._meta.managed = False
    yield
    PostalCode._meta.managed = True


# How long the machine takes to think of inputs is nothing that a test is about.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

WORDINGS = import_module("groups.migrations.0005_consent_wordings").WORDINGS


@receiver(post_migrate)
def seed_wordings(app_config: AppConfig, **kwargs: object) -> None:
    """What a migration filled stands after a flush as well."""
    if app_config.label == "groups":
        ConsentWording.objects.bulk_create(
            [
                ConsentWording(version=version, language=language, text=text)
                for version, language, text in WORDINGS
            ],
            ignore_conflicts=True,
        )


@pytest.fixture(autouse=True)
def fresh_vault() -> None:
    """Keys that an earlier test used may have gone with its tables."""
    forget_cached_keys()


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> Iterator[None]:
    """What takes its time on purpose, or looks at every file for each new client; and people of
    tests sign in without a second factor, but where a test is about that."""
    quick = {
        "SECOND_FACTOR_REQUIRED": False,
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "WHITENOISE_USE_FINDERS": False,
    }
    with override_settings(**quick):
        yield


@pytest.fixture
def program_environment(transactional_db: None) -> dict[str, str]:
    """The environment of a real program that works on this test's database and Redis."""
    return environment_of_programs()
