"""Lists of signatures whose columns a steward names by hand, looked at again and imported."""

import io
from typing import Any

import pytest

from core.errors import Forbidden, Invalid, StateConflict
from core.models import AuditEntry
from core.models.duty import DutyState
from groups.models import Role
from petitions.models import Petition, Signature, SignatureImport
from petitions.services.import_columns import name_import_columns, request_import_as_named
from petitions.services.import_work import import_pass
from petitions.services.signature_import import confirm_import, preview_import, request_undo
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
LIST = "wer,was,wo\nana@example.org,Ana,94601\nbo@example.org,Bo,\nnobody,,\n"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


def hand_in(
    story: Coalition, petition: Petition, service: Any = preview_import, **more: Any
) -> Any:
    return service(
        petition=petition,
        group=story.groups[1],
        open_file=lambda: io.BytesIO(LIST.encode()),
        name="list.csv",
        actor=story.actor(group=1, role=Role.STEWARD),
        **more,
    )


def name(
    story: Coalition, row: SignatureImport, chosen: dict[int, str], version: int = 0
) -> SignatureImport:
    row = name_import_columns(
        signature_import=row,
        chosen=chosen,
        version=version,
        actor=story.actor(group=1, role=Role.STEWARD),
    )
    row.refresh_from_db()
    return row


def test_a_list_waits_for_its_columns_and_is_then_looked_at(
    story: Coalition, petition: Petition
) -> None:
    row, made = hand_in(story, petition)
    assert (row.stage, made, import_pass().pending) == ("naming", True, 0)
    steward = story.actor(group=1, role=Role.STEWARD)
    with pytest.raises(StateConflict) as refused:
        confirm_import(signature_import=row, actor=steward)
    assert refused.value.code == "import.columns_unnamed"
    for _ in range(2):
        row = name(story, row, {1: "email", 2: "name"})
    assert (row.stage, row.layout["columns"], row.layout["version"]) == (
        "previewing",
        {"email": 0, "name": 1},
        1,
    )
    import_pass()
    row = name(story, row, {1: "name", 2: "email"}, version=1)
    assert (row.rehearsal, row.rehearsed_rows) == (None, 0)
    import_pass()
    row.refresh_from_db()
    assert row.rehearsal is not None
    assert (row.stage, row.rehearsal["new"], row.rehearsal["rejected"]) == ("waiting", 0, 3)
    row = name(story, row, {1: "email", 3: "postal_code"}, version=2)
    import_pass()
    with pytest.raises(StateConflict) as stale:
        confirm_import(signature_import=row, actor=steward, version=2)
    assert stale.value.code == "import.columns_changed"
    confirm_import(signature_import=row, actor=steward, version=3)
    import_pass()
    places = Signature.objects.order_by("region").values_list("region", "named")
    assert list(places) == [("", False), ("CA", False)]
    actions = AuditEntry.objects.filter(action="import.columns_named")
    assert [entry.detail for entry in actions] == [{"rows": 3}] * 3


def test_of_two_who_choose_at_once_the_second_is_told(story: Coalition, petition: Petition) -> None:
    row, _ = hand_in(story, petition)
    name(story, row, {1: "email"})
    with pytest.raises(StateConflict) as told:
        name(story, row, {2: "email"})
    assert told.value.code == "import.columns_changed"
    row.refresh_from_db()
    assert row.layout["columns"] == {"email": 0}


def test_only_stewards_choose_and_only_before_the_decision(
    story: Coalition, petition: Petition
) -> None:
    row, _ = hand_in(story, petition)
    for actor in (story.actor(group=1), story.actor(role=Role.STEWARD)):
        with pytest.raises(Forbidden):
            name_import_columns(signature_import=row, chosen={1: "email"}, version=0, actor=actor)
    with pytest.raises(Invalid):
        name(story, row, {1: "email", 2: "email"})
    request_undo(signature_import=row, actor=story.actor(group=1, role=Role.STEWARD))
    with pytest.raises(StateConflict):
        name(story, row, {1: "email"})
    import_pass()
    row.refresh_from_db()
    assert (row.stage, row.file.erased_at is None) == ("undone", False)


def test_a_list_with_its_columns_named_is_imported_at_once(
    story: Coalition, petition: Petition
) -> None:
    waits, _ = hand_in(story, petition)
    for _ in range(2):
        row, made = hand_in(story, petition, request_import_as_named, columns={1: "email"})
        assert (row.pk, row.stage, made) == (waits.pk, "pending", False)
    import_pass()
    row, _ = hand_in(story, petition, request_import_as_named, columns={1: "email"})
    assert (row.state, row.new) == (DutyState.DONE, 2)
    with pytest.raises(StateConflict) as told:
        hand_in(story, petition, request_import_as_named, columns={1: "email", 2: "name"})
    assert told.value.code == "import.decided"
