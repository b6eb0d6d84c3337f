"""Messages are owed once, one by one or by the thousand."""

import json
import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from core.models import Message
from core.models.duty import DutyState
from core.services.message import cancel_about, owe, owe_many

pytestmark = pytest.mark.django_db


def test_owing_the_same_twice_is_one_message_with_a_stable_id() -> None:
    about = uuid.uuid4()
    first = owe(kind="greeting", about=about, dedup_key="greeting:1")
    second = owe(kind="greeting", about=about, dedup_key="greeting:1")
    (message,) = Message.objects.all()
    assert (first, second) == (True, False)
    assert message.message_id == f"<{message.pk}@localhost>"
    assert (message.kind, message.about, message.state) == ("greeting", about, DutyState.PENDING)


def test_one_statement_owes_many_each_with_its_own_id() -> None:
    select = """
        SELECT %s AS kind, gen_random_uuid() AS about, 'greeting:' || n AS dedup_key,
            now() AS due_at
        FROM generate_series(1, 1000) AS n
    """
    assert owe_many(select=select, params=["greeting"]) == 1000
    assert owe_many(select=select, params=["greeting"]) == 0
    assert Message.objects.values("message_id").distinct().count() == 1000


def test_cancelling_takes_back_what_is_owed_about_a_thing_and_no_other() -> None:
    about, other = uuid.uuid4(), uuid.uuid4()
    owe(kind="greeting", about=about, dedup_key="a")
    owe(kind="farewell", about=about, dedup_key="b")
    owe(kind="greeting", about=other, dedup_key="c")
    assert cancel_about(about=about, kinds=["greeting"]) == 1
    states = Message.objects.order_by("dedup_key").values_list("dedup_key", "state")
    assert list(states) == [("a", "cancelled"), ("b", "pending"), ("c", "pending")]
    assert cancel_about(about=about) == 1


def test_what_failed_for_good_is_shown_and_can_be_owed_again() -> None:
    for number in range(3):
        owe(kind="greeting", about=uuid.uuid4(), dedup_key=str(number))
    Message.objects.filter(dedup_key__in=["0", "1"]).update(
        state="failed", last_error="smtp_550", attempts=12
    )
    shown = {"kind": "greeting", "error": "smtp_550", "messages": 2}
    assert run("dead_letters") == {"owed_again": 0, "failed": [shown]}
    assert run("dead_letters", "--retry", "farewell") == {"owed_again": 0, "failed": [shown]}
    assert run("dead_letters", "--retry", "greeting") == {"owed_again": 2, "failed": []}
    assert Message.objects.filter(state="pending", attempts=0).count() == 3


def run(*command: str) -> Any:
    out = StringIO()
    call_command(*command, "--json", stdout=out)
    return json.loads(out.getvalue())
