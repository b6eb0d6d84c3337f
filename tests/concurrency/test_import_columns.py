"""Stewards say at once what the columns of a list hold, and somebody decides on it meanwhile."""

import io
from functools import partial
from typing import Any

import pytest

from core.errors import StateConflict
from groups.models import Role
from petitions.models import SignatureImport
from petitions.services.import_columns import name_import_columns
from petitions.services.signature_import import confirm_import, preview_import
from tests.concurrency.crowd import at_once
from tests.stories import coalition_of, open_petition_of

pytestmark = pytest.mark.django_db(transaction=True)
LIST = b"wer,was,wo\nana@example.org,Ana,94601\n"
CHOICES = [{1: "email"}, {1: "email", 2: "name"}, {1: "email", 3: "postal_code"}]


def outcome(work: Any) -> str:
    """ "done", or the code of the conflict."""
    try:
        work()
    except StateConflict as error:
        return error.code
    return "done"


def test_one_choice_wins_and_nobody_imports_by_columns_that_they_did_not_see() -> None:
    story = coalition_of(1)
    actor = story.actor(role=Role.STEWARD)
    row, _ = preview_import(
        petition=open_petition_of(story), group=story.lead, open_file=lambda: io.BytesIO(LIST),
        name="list.csv", actor=actor,
    )  # fmt: skip
    name = partial(name_import_columns, signature_import=row, version=0, actor=actor)
    decide = partial(confirm_import, signature_import=row, version=0, actor=actor)
    works = [*(partial(name, chosen=chosen) for chosen in CHOICES), decide, decide]
    outcomes = at_once([partial(outcome, work) for work in works], threads=len(works))

    assert outcomes[:3].count("done") == 1
    assert outcomes[:3].count("import.columns_changed") == 2
    assert set(outcomes[3:]) <= {"import.columns_unnamed", "import.columns_changed"}
    row = SignatureImport.objects.get()
    winner = CHOICES[outcomes.index("done")]
    assert row.layout["columns"] == {field: number - 1 for number, field in winner.items()}
    assert (row.layout["version"], row.confirmed_at) == (1, None)
