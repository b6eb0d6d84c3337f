"""Lists of members whose columns a steward names by hand, looked through again and taken in."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import Forbidden, Invalid, StateConflict
from core.models import AuditEntry, StoredChunk
from groups.lists.chosen_columns import map_columns_if_clear
from groups.models import MemberImport, Role
from groups.services.member_import import apply_member_import, request_member_import
from groups.services.member_import_columns import name_member_columns
from groups.services.member_import_expiry import member_import_expiry_pass
from groups.services.member_import_work import member_import_pass
from tests.groups.member_lists import TAKE_ALL, apply, figures, finish, name_of
from tests.groups.rolls import Roll, a_roll

pytestmark = pytest.mark.django_db
LIST = "wer,was,wo\nana@example.org,Ana Castillo,94601\nbo@example.org,Bo Lee,\nnobody,,\n"


@pytest.fixture
def roll() -> Roll:
    return a_roll()


def handed_in(roll: Roll) -> MemberImport:
    row, _ = request_member_import(
        group=roll.group,
        open_file=lambda: io.BytesIO(LIST.encode()),
        name="list.csv",
        actor=roll.actor(),
        name_columns=map_columns_if_clear,
    )
    return row


def name(roll: Roll, row: MemberImport, chosen: dict[int, str], version: int = 0) -> MemberImport:
    return name_member_columns(
        member_import=row, chosen=chosen, version=version, actor=roll.actor()
    )


def test_a_list_waits_for_its_columns_and_is_looked_through_again(roll: Roll) -> None:
    row = handed_in(roll)
    assert (row.stage, member_import_pass().pending) == ("naming", 0)
    with pytest.raises(StateConflict, match="no preview"):
        apply_member_import(member_import=row, decision=TAKE_ALL, actor=roll.actor())
    for _ in range(2):
        row = name(roll, row, {1: "comment", 2: "email"})
    assert row.stage == "reading"
    finish(row)
    assert (row.stage, figures(row.preview)) == ("ready", {"rejected": 3})
    assert row.listed_rows.count() == 3
    row = name(roll, row, {1: "email", 2: "name"}, version=1)
    assert (row.stage, row.rows, row.listed_rows.count()) == ("reading", 0, 0)
    finish(row)
    assert figures(row.preview) == {"new": 2, "rejected": 1}
    with pytest.raises(StateConflict) as stale:
        apply_member_import(member_import=row, decision=TAKE_ALL, actor=roll.actor(), version=1)
    assert stale.value.code == "import.columns_changed"
    apply(row, actor=roll.actor())
    assert name_of(roll.group, "bo@example.org") == "Bo Lee"
    with pytest.raises(StateConflict) as decided:
        name(roll, row, {1: "email"}, version=2)
    assert decided.value.code == "import.decided"
    named = AuditEntry.objects.filter(action="member_import.columns_named")
    assert [entry.detail for entry in named] == [{"rows": 3}] * 2


def test_who_chooses_second_is_told_and_others_may_not(roll: Roll) -> None:
    row = handed_in(roll)
    name(roll, row, {1: "email"})
    with pytest.raises(StateConflict) as told:
        name(roll, row, {2: "email"})
    assert told.value.code == "import.columns_changed"
    with pytest.raises(Invalid):
        name(roll, row, {1: "email_hash"}, version=1)
    with pytest.raises(Forbidden):
        name_member_columns(
            member_import=row, chosen={2: "email"}, version=1, actor=roll.actor(Role.ORGANIZER)
        )


def test_a_list_whose_columns_nobody_named_is_erased(roll: Roll) -> None:
    row = handed_in(roll)
    MemberImport.objects.update(kept_until=timezone.now() - timedelta(seconds=1))
    member_import_expiry_pass()
    row.refresh_from_db()
    assert (row.stage, StoredChunk.objects.count()) == ("expired", 0)
    with pytest.raises(StateConflict):
        name(roll, row, {1: "email"})
