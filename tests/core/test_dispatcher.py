"""Whoever rings: each duty gets its pass, and none keeps another from its work."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import OperationalError

from core import dispatcher, tasks
from core.dispatcher import PassResult

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    monkeypatch.setattr(dispatcher, "_duties", {})
    return dispatcher.register


def passes(*results: PassResult) -> Callable[[], PassResult]:
    left = list(results)
    return lambda: left.pop(0) if left else PassResult()


def test_one_pass_sums_the_duties(register: Callable[..., None]) -> None:
    register("mails", passes(PassResult(2, 1, 3)))
    register("counts", passes(PassResult(5, 0, 0)))
    assert dispatcher.run_all() == PassResult(sent=7, failed=1, pending=3)


def test_until_idle_goes_on_while_something_is_done(register: Callable[..., None]) -> None:
    register("mails", passes(PassResult(2, 0, 3), PassResult(2, 0, 1), PassResult(0, 1, 0)))
    out = StringIO()
    call_command("deliver_due", "--until-idle", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"sent": 4, "failed": 1, "pending": 0}


def test_a_broken_duty_is_counted_and_the_others_run(register: Callable[..., None]) -> None:
    def broken() -> PassResult:
        raise ValueError("jane.planted@example.org")

    register("broken", broken)
    register("mails", passes(PassResult(sent=1)))
    assert dispatcher.run_all() == PassResult(sent=1, failed=1)


def test_a_database_that_is_away_is_not_hidden(register: Callable[..., None]) -> None:
    def away() -> PassResult:
        raise OperationalError("away")

    register("mails", away)
    with pytest.raises(OperationalError):
        dispatcher.run_all()


def test_the_doorbell_runs_one_pass_and_beat_rings_each_duty(
    register: Callable[..., None],
) -> None:
    rung: list[str] = []

    def note() -> PassResult:
        rung.append("mails")
        return PassResult()

    register("mails", note, every_seconds=3.0)
    tasks.ring("mails")
    assert rung == ["mails"]
    assert tasks.beat_schedule() == {
        "ring mails": {
            "task": "core.tasks.ring",
            "schedule": 3.0,
            "args": ("mails",),
            "options": {"expires": 10.0, "priority": 9},
        }
    }
