"""A list is looked at before it is imported, and waits for a person's word."""

import io

import pytest

from core.errors import Forbidden, StateConflict
from core.models import AuditEntry, StoredChunk
from core.models.duty import DutyState
from groups.models import Role
from petitions.models import Petition, Signature, SignatureImport
from petitions.services.import_work import import_pass
from petitions.services.signature_import import (
    confirm_import,
    preview_import,
    request_undo,
    retry_import,
)
from tests.petitions.list_files import begin, figures, take_in
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
LIST = "email,name\nana@example.org,Ana\nana@example.org,Ana\nbo@example.org,Bo\nnobody,Cy\n,Di\n"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


def previewed(
    story: Coalition, petition: Petition, text: str = LIST, role: Role = Role.STEWARD
) -> SignatureImport:
    row, _ = preview_import(
        petition=petition,
        group=story.groups[1],
        open_file=lambda: io.BytesIO(text.encode()),
        name="list.csv",
        actor=story.actor(group=1, role=role),
    )
    return row


def test_a_preview_says_what_would_happen_and_writes_no_signature(
    story: Coalition, petition: Petition
) -> None:
    take_in(petition, story.groups[0], "email\nbo@example.org\n")
    row = previewed(story, petition)
    assert row.stage == "previewing"
    done = import_pass()
    assert (done.sent, done.failed, done.pending) == (0, 0, 0)
    row.refresh_from_db()
    assert (row.stage, row.rehearsed_rows, row.attempts) == ("waiting", 5, 0)
    assert row.rehearsal == {
        "rows": 5,
        "rejected": 2,
        "repeated_in_file": 1,
        "already_signed": 1,
        "new": 1,
        "reasons": {"email.blank": 1, "email.invalid": 1},
    }
    assert (Signature.objects.count(), figures(row)) == (1, (0, 0, 0, 0))
    assert import_pass().pending == 0, "it waits for a person, not for a worker"


def test_what_was_confirmed_is_imported_once(story: Coalition, petition: Petition) -> None:
    row = previewed(story, petition)
    import_pass()
    steward = story.actor(group=1, role=Role.STEWARD)
    for _ in range(2):
        row = confirm_import(signature_import=row, actor=steward)
    assert import_pass().sent == 1
    row.refresh_from_db()
    assert (row.stage, figures(row)) == ("done", (2, 1, 0, 2))
    actions = AuditEntry.objects.filter(subject_kind="petitions.signatureimport").order_by("id")
    assert list(actions.values_list("action", flat=True)) == [
        "import.previewed",
        "import.confirmed",
        "import.finished",
    ]


def test_a_discarded_list_is_erased_and_cannot_be_confirmed(
    story: Coalition, petition: Petition
) -> None:
    row = previewed(story, petition)
    import_pass()
    steward = story.actor(group=1, role=Role.STEWARD)
    request_undo(signature_import=row, actor=steward)
    with pytest.raises(StateConflict):
        confirm_import(signature_import=row, actor=steward)
    assert import_pass().sent == 1
    row.refresh_from_db()
    assert (row.stage, StoredChunk.objects.count()) == ("undone", 0)
    assert previewed(story, petition).pk != row.pk, "the same file may come again"


def test_the_same_list_again_is_the_same_preview_and_a_program_imports_it(
    story: Coalition, petition: Petition
) -> None:
    row = previewed(story, petition)
    assert previewed(story, petition).pk == row.pk
    assert begin(petition, story.groups[1], LIST).pk == row.pk
    assert import_pass().sent == 1
    row.refresh_from_db()
    assert row.stage == "done"


def test_only_stewards_of_the_group_preview_and_confirm(
    story: Coalition, petition: Petition
) -> None:
    with pytest.raises(Forbidden):
        previewed(story, petition, role=Role.ORGANIZER)
    row = previewed(story, petition)
    with pytest.raises(Forbidden):
        confirm_import(signature_import=row, actor=story.actor(group=0, role=Role.STEWARD))


def test_a_failed_preview_is_taken_up_again(story: Coalition, petition: Petition) -> None:
    row = previewed(story, petition)
    SignatureImport.objects.filter(pk=row.pk).update(state=DutyState.FAILED, last_error="Broken")
    row.refresh_from_db()
    assert row.stage == "failed"
    retry_import(signature_import=row, actor=story.actor(group=1, role=Role.STEWARD))
    import_pass()
    row.refresh_from_db()
    assert row.stage == "waiting"
