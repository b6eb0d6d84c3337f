"""People leave in a file: asked for with a reason, approved by another, taken once, then erased."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from campaign.services.member_export import decide_export
from core.actors import ANYONE, SYSTEM, Actor
from core.errors import Forbidden, Invalid, MusterError, NotFound, StateConflict
from core.models import AuditEntry, StoredChunk
from groups.member_decision import ConsentRule, Decision
from groups.member_export_columns import COLUMNS
from groups.member_filter import HELD_BY_GROUP, MemberFilter
from groups.models import (
    ExportVerdict,
    Member,
    MemberExport,
    MemberExportRow,
    MemberRead,
    Role,
    Staff,
)
from groups.selectors.member_export import exports_of, get_export, waiting_for_steward
from groups.services import member_export
from groups.services.member_decision import erase, leave, unsubscribe
from groups.services.member_export import request_export
from groups.services.member_export_build import export_pass
from groups.services.member_export_download import take_export
from groups.services.member_export_expiry import export_expiry_pass
from groups.services.staff import add_staff
from tests.groups.member_lists import member_of, take_in
from tests.stories import Coalition, coalition_of, staff_of

pytestmark = pytest.mark.django_db

PEOPLE = """email,name,phone,zip,opt in
ann@b.org,Ann Lee,202-555-0101,94110,yes
bo@b.org,=Bo Diaz,,94110,no
cy@b.org,Cy Park,,10001,yes
"""


@pytest.fixture
def story() -> Coalition:
    story = coalition_of(2)
    take_in(story.groups[1], PEOPLE, Decision(consent=ConsentRule.LIST, tags=("fair",)))
    return story


@pytest.fixture
def steward(story: Coalition) -> Actor:
    return story.actor(group=1, role=Role.STEWARD)


@pytest.fixture
def other(story: Coalition) -> Actor:
    """Another steward of the same group."""
    return Actor(user_id=staff_of(story.groups[1], Role.STEWARD).pk)


def ask(story: Coalition, actor: Actor, **options: Any) -> MemberExport:
    facts: dict[str, Any] = {
        "reason": "For the phone bank on Saturday",
        "wanted": HELD_BY_GROUP,
        "columns": ("email", "given_name"),
        "file_format": "csv",
    }
    return request_export(group=story.groups[1], actor=actor, **(facts | options))


def approve(export: MemberExport, actor: Actor) -> MemberExport:
    return decide_export(public_id=export.public_id, verdict=ExportVerdict.APPROVED, actor=actor)


def built(story: Coalition, steward: Actor, other: Actor, **options: Any) -> MemberExport:
    export = approve(ask(story, steward, **options), other)
    export_pass()
    return get_export(public_id=export.public_id, actor=steward)


def taken(export: MemberExport, actor: Actor) -> list[list[str]]:
    data = b"".join(take_export(export=export, actor=actor)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(data)))


def test_a_list_leaves_once_with_a_reason_and_a_second_person(
    story: Coalition, steward: Actor, other: Actor
) -> None:
    export = ask(story, steward)
    assert (export.stage, export.people, export_pass().sent) == ("requested", 3, 0)
    assert [row.pk for row in waiting_for_steward(other)] == [export.pk]
    assert list(waiting_for_steward(steward)) == []
    assert approve(export, other).stage == "building"
    assert export_pass().sent == 1
    export.refresh_from_db()
    assert (export.stage, export.rows) == ("ready", 3)
    assert MemberRead.objects.count() == 0
    rows = taken(export, steward)
    assert (rows[0], sorted(rows[1:])) == (
        ["given_name", "email"],
        [["'=Bo Diaz", "bo@b.org"], ["Ann", "ann@b.org"], ["Cy", "cy@b.org"]],
    )
    export.refresh_from_db()
    left = [MemberExportRow.objects.count(), StoredChunk.objects.count()]
    assert (export.stage, export.file, left) == ("downloaded", None, [0, 0])
    reads = MemberRead.objects.values_list("how", "role", "user_id").distinct()
    assert (MemberRead.objects.count(), list(reads)) == (
        3,
        [("export", "steward", steward.user_id)],
    )
    with pytest.raises(StateConflict) as refusal:
        take_export(export=export, actor=steward)
    assert refusal.value.code == "export.downloaded"
    entries = AuditEntry.objects.filter(subject_kind="groups.memberexport").order_by("id")
    assert [entry.action.partition(".")[2] for entry in entries] == [
        "requested",
        "approved",
        "built",
        "downloaded",
        "erased",
    ]
    details = str([entry.detail for entry in AuditEntry.objects.all()])
    assert [word for word in ("phone bank", "ann", "b.org") if word in details] == []


def test_a_workbook_holds_texts_only(story: Coalition, steward: Actor, other: Actor) -> None:
    export = built(story, steward, other, file_format="xlsx", columns=COLUMNS)
    data = b"".join(take_export(export=export, actor=steward))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows[0] == list(COLUMNS)
    ann = next(dict(zip(COLUMNS, row, strict=True)) for row in rows if row[0] == "Ann")
    assert (ann["phone"], ann["city"], ann["tags"], ann["consented"], ann["postal_code"]) == (
        "202-555-0101",
        "San Francisco",
        "fair",
        "yes",
        "94110",
    )
    assert "'=Bo Diaz" in [row[0] for row in rows]


@pytest.mark.parametrize(
    ("wanted", "emails"),
    [
        (MemberFilter(city="San Francisco"), {"ann@b.org", "bo@b.org"}),
        (MemberFilter(consented=True), {"ann@b.org", "cy@b.org"}),
        (MemberFilter(tag="other"), set()),
        (MemberFilter(source_kind="petition"), set()),
        (MemberFilter(state="unsubscribed"), {"ann@b.org", "bo@b.org", "cy@b.org"}),
    ],
)
def test_the_filter_decides_who_is_in_it(
    story: Coalition, steward: Actor, other: Actor, wanted: MemberFilter, emails: set[str]
) -> None:
    rows = taken(built(story, steward, other, wanted=wanted, columns=("email",)), steward)
    assert {row[0] for row in rows[1:]} == emails


@pytest.mark.parametrize("decide", [erase, leave, unsubscribe])
def test_who_went_before_or_after_the_build_is_not_in_the_file(
    story: Coalition, steward: Actor, other: Actor, decide: Any
) -> None:
    ann, bo = (member_of(story.groups[1], f"{name}@b.org") for name in ("ann", "bo"))
    assert ann is not None
    assert bo is not None
    decide(member_id=ann.pk)
    export = built(story, steward, other, columns=("email",))
    decide(member_id=bo.pk)
    with pytest.raises(StateConflict) as refusal:
        take_export(export=export, actor=steward)
    assert refusal.value.code == "export.rebuilding"
    assert (StoredChunk.objects.count(), MemberRead.objects.count()) == (0, 0)
    export_pass()
    assert taken(export, steward) == [["email"], ["cy@b.org"]]


def test_a_file_that_nobody_takes_loses_who_left_by_itself(
    story: Coalition, steward: Actor, other: Actor
) -> None:
    export = built(story, steward, other)
    erase(member_id=Member.objects.all()[0].pk)
    export_expiry_pass()
    assert (StoredChunk.objects.count(), MemberExportRow.objects.count()) == (0, 0)
    export_pass()
    export.refresh_from_db()
    assert (export.stage, export.rows) == ("ready", 2)


def test_nobody_approves_their_own_request_by_any_role(story: Coalition, steward: Actor) -> None:
    user = story.person(group=1, role=Role.STEWARD)
    add_staff(user=user, group=story.lead, role=Role.COORDINATOR, actor=SYSTEM)
    add_staff(user=user, group=story.groups[1], role=Role.COORDINATOR, actor=SYSTEM)
    export = ask(story, steward)
    for verdict in ExportVerdict:
        with pytest.raises(Forbidden) as refusal:
            decide_export(public_id=export.public_id, verdict=verdict, actor=steward)
        assert refusal.value.code == "own_request"
    Staff.objects.filter(user=user, role=Role.STEWARD).update(ended_at=timezone.now())
    with pytest.raises(Forbidden):
        approve(export, steward)
    facts = {"verdict": "approved", "decided_as": "lead", "decided_by": user.pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        MemberExport.objects.filter(pk=export.pk).update(**facts)


def test_who_may_ask_and_who_may_decide(story: Coalition, steward: Actor, other: Actor) -> None:
    for actor in (
        story.actor(group=1, role=Role.COORDINATOR),
        story.actor(group=0, role=Role.STEWARD),
        Actor(user_id=steward.user_id, token_id=1, group_id=story.groups[1].pk),
        SYSTEM,
        ANYONE,
    ):
        with pytest.raises((Forbidden, NotFound)):
            ask(story, actor)
    export = ask(story, steward)
    for actor in (
        story.actor(group=1, role=Role.ORGANIZER),
        story.actor(group=1, role=Role.COORDINATOR),
        story.actor(group=0, role=Role.STEWARD),
        coalition_of(1).actor(role=Role.STEWARD),
        ANYONE,
    ):
        with pytest.raises(NotFound):
            approve(export, actor)
        with pytest.raises(NotFound):
            get_export(public_id=export.public_id, actor=actor)
    assert approve(export, story.actor(group=0, role=Role.ORGANIZER)).decided_as == "lead"


def test_what_an_organizer_asks_for_a_steward_of_the_group_decides(
    story: Coalition, steward: Actor
) -> None:
    organizer = story.actor(group=1, role=Role.ORGANIZER)
    export = ask(story, organizer)
    with pytest.raises(Forbidden):
        approve(export, story.actor(group=0, role=Role.COORDINATOR))
    approve(export, steward)
    export_pass()
    with pytest.raises(NotFound):
        take_export(export=export, actor=steward)
    assert len(taken(get_export(public_id=export.public_id, actor=organizer), organizer)) == 4
    assert [row.pk for row in exports_of(group=story.groups[1], actor=steward)] == [export.pk]
    second = ask(story, steward)
    assert second.pk not in {row.pk for row in exports_of(group=story.groups[1], actor=organizer)}


def test_who_lost_the_role_gets_nothing(story: Coalition, steward: Actor, other: Actor) -> None:
    export = built(story, steward, other)
    unbuilt = approve(ask(story, steward), other)
    Staff.objects.filter(user=steward.user_id).update(ended_at=timezone.now())
    with pytest.raises(NotFound):
        take_export(export=export, actor=steward)
    export_pass()
    unbuilt.refresh_from_db()
    assert (unbuilt.stage, unbuilt.last_error) == ("failed", "role_ended")


def test_a_request_is_open_for_a_week_and_a_file_for_a_day(
    story: Coalition, steward: Actor, other: Actor
) -> None:
    ready, lapsed = built(story, steward, other), ask(story, steward)
    now = timezone.now() - timedelta(minutes=5)
    assert (ready.download_until - ready.decided_at) == timedelta(hours=24)  # type: ignore[operator]  # both are there
    MemberExport.objects.filter(pk=lapsed.pk).update(open_until=now)
    MemberExport.objects.filter(pk=ready.pk).update(download_until=now)
    with pytest.raises(StateConflict) as refusal:
        approve(lapsed, other)
    assert refusal.value.code == "export.state"
    with pytest.raises(StateConflict) as refusal:
        take_export(export=ready, actor=steward)
    assert refusal.value.code == "export.expired"
    export_expiry_pass()
    ready.refresh_from_db()
    assert (ready.stage, ready.file, StoredChunk.objects.count()) == ("expired", None, 0)


def test_a_broken_download_is_spent_and_its_file_erased(
    story: Coalition, steward: Actor, other: Actor
) -> None:
    export = built(story, steward, other)
    pieces = take_export(export=export, actor=steward)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]  # a generator
    with pytest.raises(StateConflict):
        take_export(export=export, actor=steward)
    assert StoredChunk.objects.count() == 0


def test_a_refused_request_stays_refused(story: Coalition, steward: Actor, other: Actor) -> None:
    export = ask(story, steward)
    decide_export(public_id=export.public_id, verdict=ExportVerdict.REFUSED, actor=other)
    with pytest.raises(StateConflict):
        approve(export, other)
    export.refresh_from_db()
    assert (export.stage, export_pass().sent) == ("refused", 0)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"reason": "too short"}, "reason"),
        ({"reason": " " * 30}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"reason": "null\0character"}, "reason"),
        ({"columns": ()}, "columns"),
        ({"columns": ("email", "note")}, "columns"),
        ({"columns": ("sealed",)}, "columns"),
        ({"file_format": "pdf"}, "file_format"),
    ],
)
def test_a_request_that_cannot_be(
    story: Coalition, steward: Actor, options: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(story, steward, **options)
    assert [error.field for error in refusal.value.errors] == [field]
    assert MemberExport.objects.count() == 0


def test_a_workbook_has_a_limit(
    story: Coalition, steward: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(member_export, "XLSX_ROWS", 2)
    with pytest.raises(MusterError):
        ask(story, steward, file_format="xlsx")
    assert ask(story, steward).people == 3
