"""Actions are planned and moved to days that are ahead; those without a city can be deleted."""

import datetime as dt
from typing import Any

import pytest
from time_machine import travel

from core.actors import SYSTEM
from core.errors import FieldError, Forbidden, Invalid, PreconditionFailed, StateConflict
from core.models import AuditEntry
from events.models import Action
from events.services.action import delete_action, update_action
from groups.models import Role
from tests.events.gatherings import an_action, an_event
from tests.stories import Coalition

pytestmark = pytest.mark.django_db
# 23 December everywhere but where the day ends last: there it is the 22nd.
EARLY = dt.datetime(2026, 12, 23, 11, 30, tzinfo=dt.UTC)
PASSED = "This day has passed."


def day(number: int) -> dt.date:
    return dt.date(2026, 12, number)


def refused(work: Any, **named: Any) -> tuple[FieldError, ...]:
    with pytest.raises(Invalid) as error:
        work(**named)
    return error.value.errors


def test_a_day_is_past_once_it_is_over_everywhere(story: Coalition) -> None:
    with travel(EARLY, tick=False):
        action = an_action(story, date=day(22))
        assert refused(an_action, story=story, date=day(21)) == (
            FieldError("date", "in_past", PASSED),
        )
        assert refused(an_action, story=story, date=day(21), until=day(30)) == (
            FieldError("date", "in_past", PASSED),
        )
    assert Action.objects.get() == action


def test_a_plan_is_moved_to_no_day_that_has_passed_and_else_changed_at_all_times(
    story: Coalition,
) -> None:
    with travel(EARLY, tick=False):
        action = an_action(story, date=day(23), until=day(26))
    with travel(EARLY + dt.timedelta(days=2), tick=False):
        given: dict[str, Any] = {"action": action, "version": 1, "actor": SYSTEM}
        assert refused(update_action, changes={"date": day(22)}, **given) == (
            FieldError("date", "in_past", PASSED),
        )
        assert refused(update_action, changes={"until": day(23)}, **given) == (
            FieldError("until", "in_past", PASSED),
        )
        same = {"title": "New", "date": day(23), "until": day(25)}
        changed, _ = update_action(changes=same, **given)
    assert (changed.title, changed.date, changed.until) == ("New", day(23), day(25))


def test_deletes_what_no_city_took_up(story: Coalition) -> None:
    action, taken_up = an_action(story, group=1), an_action(story)
    an_event(story, action=taken_up)

    with pytest.raises(Forbidden):
        steward = story.actor(group=1, role=Role.STEWARD)
        delete_action(action=action, version=1, actor=steward)
    with pytest.raises(PreconditionFailed):
        delete_action(action=action, version=2, actor=SYSTEM)
    with pytest.raises(StateConflict) as kept:
        delete_action(action=taken_up, version=1, actor=SYSTEM)
    pk = action.pk
    delete_action(action=action, version=1, actor=story.actor(group=1, role=Role.ORGANIZER))

    assert (kept.value.code, list(Action.objects.all())) == ("action.has_cities", [taken_up])
    entry = AuditEntry.objects.get(action="action.deleted")
    assert (entry.subject_id, entry.detail) == (str(pk), {"title": action.title})
