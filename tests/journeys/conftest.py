"""One running service for the stories of a file, with a coalition on its stage, and a browser."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

import config.settings
from core.vault import forget_cached_keys
from tests import chromium
from tests.journeys.person import Person
from tests.journeys.running_service import RunningService, running_service
from tests.journeys.stage import set_stage
from tests.kept_database import kept_database
from tests.program_environment import environment_of_programs

browser = chromium.browser
# The stories need few of them, and the machine has others to run.
SMALL = {"WEB_WORKERS": "1"}


@pytest.fixture(scope="module")
def service(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunningService]:
    """Web, worker and beat, for as long as the stories of the file go on."""
    data_dir: Path = tmp_path_factory.mktemp("service")
    shutil.copy(settings.DATA_DIR / "secrets", data_dir)  # the stage is set from this process
    # The service reads the passwords that are set from here.
    hashers = {"PASSWORD_HASHERS": config.settings.PASSWORD_HASHERS}
    with kept_database(django_db_blocker), override_settings(**hashers):
        forget_cached_keys()
        with running_service(environment_of_programs() | SMALL, data_dir) as running:
            set_stage(running)
            yield running


Someone = Callable[..., Person]


@pytest.fixture
def someone(browser: Browser, service: RunningService) -> Iterator[Someone]:
    """Makes a person with an address and a browser, as `Person` does. At the end of the story
    nothing may have gone wrong in any of their browsers."""
    with ExitStack() as stack:

        def meet(email: str = "", **options: Any) -> Person:
            return stack.enter_context(Person(browser, service, email, **options))

        yield meet
