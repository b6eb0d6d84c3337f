"""What the tests of events may ask for."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.events.outbox import Outbox
from tests.stories import Coalition, coalition_of


@pytest.fixture
def story() -> Coalition:
    """Two groups in a coalition, the lead first."""
    return coalition_of(2)


@pytest.fixture
def outbox(tmp_path: Path, settings: LazySettings) -> Outbox:
    return Outbox.into(tmp_path / "mail", settings)
