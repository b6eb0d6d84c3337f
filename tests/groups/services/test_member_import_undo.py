"""Member imports are taken back: what the list did goes, what came after it stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import StateConflict
from core.models import StoredChunk
from groups.member_decision import Choice, ConsentRule, Decision
from groups.models import (
    Group,
    Member,
    MemberChange,
    MemberConsent,
    MemberImport,
    MemberImportRow,
    MemberState,
)
from groups.selectors.member_import_undo import undo_forecast
from groups.services import member_import_undo
from groups.services.member import update_member
from groups.services.member_decision import erase
from groups.services.member_import import apply_member_import, undo_member_import
from groups.services.member_import_expiry import discard_member_import, member_import_expiry_pass
from tests.groups.member_lists import (
    TAKE_ALL,
    apply,
    begin,
    figures,
    finish,
    member_of,
    name_of,
    person_in,
    previewed,
    take_back,
    take_in,
)
from tests.stories import a_group

pytestmark = pytest.mark.django_db

OLD = "email,name,phone\nann@b.org,Ann Lee,202-555-0101\n"
NEWER = """email,name,phone,street,zip,opt in
ann@b.org,Kim Ito,202-555-0199,1 Main St,94110,yes
new@b.org,New One,,,,yes
"""
TAGGED = Decision(conflicts=Choice.THEIRS, consent=ConsentRule.LIST, tags=("fair",))


@pytest.fixture
def group() -> Group:
    return a_group()


def facts() -> list[dict[str, object]]:
    """Everything of the member list but when and how often it was written."""
    rows = Member.objects.order_by("pk").values("pk", "country", "region", "city", "tags",
        "consented", "contactable", "state")  # fmt: skip
    return [{**row, "person": person_in(Member.objects.get(pk=row["pk"]))} for row in rows]


def test_all_is_as_it_was(group: Group) -> None:
    take_in(group, OLD)
    before = facts()
    row = take_in(group, NEWER, TAGGED)
    assert (name_of(group, "ann@b.org"), Member.objects.filter(consented=True).count()) == (
        "Kim Ito",
        2,
    )
    coming = undo_forecast(row).as_json()
    take_back(row)
    assert coming == row.undone
    assert (row.stage, facts()) == ("undone", before)
    assert row.undone == {"removed": 1, "restored": 1, "kept": 0, "consents": 2}
    left = [row.changes.count(), row.listed_rows.count(), StoredChunk.objects.count()]
    assert left == [0, 0, 0]


def test_an_edit_after_the_import_wins(group: Group) -> None:
    take_in(group, OLD)
    row = take_in(group, NEWER, TAGGED)
    later = take_in(
        group, "email,name,phone\nann@b.org,,202-555-0177\nnew@b.org,New One,202-555-0178\n"
    )
    assert figures(later.result) == {"updated": 2}
    coming = undo_forecast(row).as_json()
    take_back(row)
    assert coming == row.undone
    ann, new = (person_in(member_of(group, email)) for email in ("ann@b.org", "new@b.org"))
    assert (ann.name, ann.phone, ann.street) == ("Ann Lee", "202-555-0177", "")
    assert (new.name, new.phone) == ("New One", "202-555-0178")
    assert row.undone == {"removed": 0, "restored": 0, "kept": 2, "consents": 2}
    assert set(Member.objects.values_list("consented", flat=True)) == {False}


def test_whoever_agreed_by_another_way_too_stays(group: Group) -> None:
    row = take_in(group, NEWER, TAGGED)
    new = member_of(group, "new@b.org")
    assert new is not None
    MemberConsent.objects.create(
        member=new, wording="sign.1", given_at=timezone.now(), source_kind="petition"
    )
    coming = undo_forecast(row).as_json()
    take_back(row)
    assert coming == row.undone
    assert list(Member.objects.values_list("pk", "consented")) == [(new.pk, True)]


def test_no_undoing_forgets_that_a_person_left(group: Group) -> None:
    row = take_in(group, NEWER, TAGGED)
    ann = Member.objects.filter(pk=member_of(group, "ann@b.org").pk)  # type: ignore[union-attr]  # she is there
    ann.update(
        state=MemberState.ERASED, sealed=None, consented=False, stopped_at=timezone.now(), version=2
    )
    coming = undo_forecast(row).as_json()
    take_back(row)
    assert coming == row.undone
    assert list(Member.objects.values_list("state", flat=True)) == ["erased"]
    again = take_in(group, NEWER, TAGGED)
    assert figures(again.result) == {"new": 1, "suppressed": 1}


def test_the_list_can_come_in_again_with_its_consents(group: Group) -> None:
    first = take_back(take_in(group, NEWER, TAGGED))
    again = take_in(group, NEWER, TAGGED)
    assert again.pk != first.pk
    assert (figures(again.result), again.result["consents"]) == ({"new": 2}, 2)


def test_undoing_goes_slice_by_slice_and_again_changes_nothing(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(member_import_undo, "SLICE", 3)
    data = "email,name\n" + "".join(f"a{n}@b.org,Ann\n" for n in range(10)) + "none,\n"
    row = take_back(take_in(group, data))
    assert (row.undone["removed"], Member.objects.count()) == (10, 0)
    before = MemberImport.objects.values().get()
    undo_member_import(member_import=row, actor=SYSTEM)
    assert MemberImport.objects.values().get() == before


def test_what_was_never_taken_in_cannot_be_taken_back(group: Group) -> None:
    with pytest.raises(StateConflict) as refusal:
        undo_member_import(member_import=previewed(group, OLD), actor=SYSTEM)
    assert refusal.value.code == "import.not_applied"


def test_after_thirty_days_nothing_is_kept_and_nothing_taken_back(group: Group) -> None:
    row = take_in(group, NEWER + "none,,,,,\n", TAGGED)
    member_import_expiry_pass()
    assert (MemberChange.objects.count(), MemberImportRow.objects.count()) == (2, 1)
    MemberImport.objects.update(kept_until=timezone.now() - timedelta(seconds=1))
    member_import_expiry_pass()
    assert (MemberChange.objects.count(), MemberImportRow.objects.count()) == (0, 0)
    with pytest.raises(StateConflict) as refusal:
        undo_member_import(member_import=row, actor=SYSTEM)
    assert refusal.value.code == "import.too_late"


def test_a_preview_that_nobody_decides_on_expires_with_its_file(group: Group) -> None:
    row = previewed(group, NEWER + "none,,,,,\n")
    assert (row.kept_until - row.created_at).days in (6, 7)  # type: ignore[operator]  # both are there
    MemberImport.objects.update(kept_until=timezone.now() - timedelta(seconds=1))
    member_import_expiry_pass()
    row.refresh_from_db()
    left = (StoredChunk.objects.count(), MemberImportRow.objects.count())
    assert (row.stage, left) == ("expired", (0, 0))
    with pytest.raises(StateConflict) as refusal:
        apply_member_import(member_import=row, decision=TAKE_ALL, actor=SYSTEM)
    assert refusal.value.code == "import.not_ready"
    assert begin(group, NEWER).pk != row.pk


def test_a_steward_discards_a_preview_at_once(group: Group) -> None:
    row = discard_member_import(member_import=previewed(group, OLD), actor=SYSTEM)
    assert (row.stage, StoredChunk.objects.count()) == ("expired", 0)
    applied = apply(previewed(group, OLD))
    with pytest.raises(StateConflict):
        discard_member_import(member_import=applied, actor=SYSTEM)
    assert finish(applied).stage == "applied"


def test_two_lists_taken_back_in_reverse_leave_nothing(group: Group) -> None:
    first, second = take_in(group, OLD), take_in(group, NEWER, TAGGED)
    take_back(second)
    take_back(first)
    assert (first.undone["removed"], Member.objects.count()) == (1, 0)


def test_erasing_a_person_erases_what_an_import_kept_of_them(group: Group) -> None:
    take_in(group, OLD)
    row = take_in(group, NEWER, TAGGED)
    ann = member_of(group, "ann@b.org")
    assert ann is not None
    erase(member_id=ann.pk)
    assert MemberChange.objects.filter(member_id=ann.pk).count() == 0
    take_back(row)
    assert row.undone["removed"] == 1
    assert set(Member.objects.values_list("state", flat=True)) == {"erased"}


def test_an_edit_into_another_identity_leaves_nothing_behind(group: Group) -> None:
    row = take_in(group, NEWER, TAGGED)
    new = member_of(group, "new@b.org")
    assert new is not None
    changes = {"email": "other@b.org"}
    update_member(group=group, member_id=new.pk, changes=changes, version=1, actor=SYSTEM)
    assert MemberChange.objects.filter(member_id=new.pk).count() == 0
    take_back(row)
    assert (row.undone["removed"], name_of(group, "other@b.org")) == (1, "New One")
