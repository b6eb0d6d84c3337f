"""Deleting an action that no city has taken up."""

from typing import Any

import pytest
from django.test import Client

from core.actors import SYSTEM
from core.models import AuditEntry
from events.models import Action, EventState
from events.services.action import update_action
from tests.events.gatherings import an_action, an_event
from tests.pages.views.desk.event_visits import visitor, words
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


def path_of(action: Action) -> str:
    return f"/desk/actions/{action.slug}/delete/"


def offers(client: Any, action: Action) -> bool:
    page = client.get(f"/desk/actions/{action.slug}/").content.decode()
    return f'href="{path_of(action)}"' in page


def test_asks_then_deletes_and_the_audit_log_names_it(story: Coalition) -> None:
    action = an_action(story, group=1, title="A slip of the hand")
    host = visitor(story, "host_organizer")
    assert offers(host, action)

    asked = host.get(path_of(action))
    assert "No city has taken it up, so nobody is told." in words(asked)
    assert Action.objects.count() == 1
    old = host.post(path_of(action), {"version": "7"})
    assert (old.status_code, Action.objects.count()) == (412, 1)
    done = host.post(path_of(action), {"version": "1"})

    assert (done.status_code, done["Location"]) == (303, "/desk/actions/")
    assert "The action “A slip of the hand” is deleted." in words(host.get("/desk/actions/"))
    again = host.post(path_of(action), {"version": "1"})
    assert (again.status_code, Client().get(f"/a/{action.slug}/").status_code) == (404, 404)
    entry = AuditEntry.objects.get(action="action.deleted")
    assert (entry.subject_id, entry.group_id) == (str(action.pk), story.groups[1].pk)
    log = words(visitor(story, "host_coordinator").get("/desk/audit/"))
    assert "Action “A slip of the hand” deleted by" in log


@pytest.mark.parametrize("state", [EventState.DRAFT, EventState.CANCELLED])
def test_one_with_a_city_of_any_kind_stays(story: Coalition, state: EventState) -> None:
    action = an_action(story, group=1)
    update_action(action=action, changes={"title": "New"}, version=1, actor=SYSTEM)
    an_event(story, group=2, action=action, state=state)  # a draft is not shown to the planner
    host = visitor(story, "host_organizer")

    asked, refused = host.get(path_of(action)), host.post(path_of(action), {"version": "2"})

    assert not offers(host, action)
    assert ('class="grave"' in asked.content.decode(), refused.status_code) == (False, 409)
    assert "Cancel their events instead." in words(refused)
    assert Action.objects.count() == 1
