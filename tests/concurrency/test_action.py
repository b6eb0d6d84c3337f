"""A plan is deleted while somebody adds cities to it: one of the two is refused."""

from functools import partial
from typing import Any

import pytest
from django.db import transaction

from core.actors import SYSTEM
from core.errors import NotFound, StateConflict
from events.models import Action, Event
from events.services.action import delete_action
from events.services.event import create_events_of
from tests.concurrency.crowd import in_background, wait_until_blocked
from tests.events.gatherings import an_action
from tests.stories import coalition_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


@pytest.mark.parametrize("first", ["add", "delete"])
def test_whoever_comes_second_is_refused(first: str) -> None:
    story = coalition_of(1)
    action = an_action(story)
    cities: Any = [(story.lead, {"city": "Oakland", "region": "CA"})]
    add = partial(create_events_of, action=action, cities=cities, actor=SYSTEM)
    delete = partial(delete_action, action=action, version=1, actor=SYSTEM)
    one, other = (add, delete) if first == "add" else (delete, add)
    with transaction.atomic():
        one()
        late = in_background(other)
        wait_until_blocked()
    with pytest.raises(StateConflict if first == "add" else NotFound):
        late.result(timeout=30)
    left = (Action.objects.count(), Event.objects.count())
    assert left == ((1, 1) if first == "add" else (0, 0))
