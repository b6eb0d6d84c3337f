"""`undo_import` as an operator types it."""

import json
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditEntry
from core.models.duty import DutyState
from petitions.models import Petition, RejectedRow, Signature, SignatureImport
from petitions.selectors.tally import waterfall
from petitions.selectors.truth import truth
from petitions.services.tally import count_changes
from tests.petitions.list_files import begin, take_in
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
LIST = "email,name\na@b.org,Ann\nA@B.org,Ann\nnone,Bo\nc@d.org,Cy\n"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


def undo(row: SignatureImport) -> dict[str, Any]:
    out = StringIO()
    call_command("undo_import", str(row.public_id), "--json", stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return told


def told_of(row: SignatureImport, **figures: int) -> dict[str, Any]:
    return {"import": str(row.public_id), "state": "undone", **figures}


def test_it_takes_back_what_the_list_alone_brought_and_says_what_it_was(
    story: Coalition, petition: Petition
) -> None:
    take_in(petition, story.lead, "email,name\nc@d.org,Cy\n")
    row = take_in(petition, story.groups[1], LIST)
    expected = told_of(row, rows=4, rejected=1, repeated_in_file=1, already_signed=1, new=1)
    assert (undo(row), Signature.objects.count(), RejectedRow.objects.count()) == (expected, 1, 0)
    assert undo(row) == expected
    actions = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert [action for action in actions if "und" in action] == [
        "import.undo_requested",
        "import.undone",
    ]
    count_changes()
    assert waterfall(petition) == truth(petition)


def test_an_import_that_has_not_begun_never_will(story: Coalition, petition: Petition) -> None:
    row = begin(petition, story.lead, LIST)
    nothing = {"rejected": 0, "repeated_in_file": 0, "already_signed": 0, "new": 0}
    assert undo(row) == told_of(row, rows=0, **nothing)
    assert Signature.objects.count() == 0


def test_an_undoing_that_had_failed_is_taken_up_again(story: Coalition, petition: Petition) -> None:
    row = take_in(petition, story.lead, LIST)
    undo(row)
    SignatureImport.objects.update(state=DutyState.FAILED, last_error="OperationalError")
    assert undo(row)["state"] == "undone"
    count_changes()
    assert (waterfall(petition)["received"], waterfall(petition)) == (0, truth(petition))


def test_what_is_no_import_is_said_in_one_line() -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("undo_import", str(uuid4()))
    assert (str(refusal.value), refusal.value.returncode) == ("There is no such import.", 1)
