"""Lists of members: looked through before anything is written, then taken in as decided."""

import pytest
from django.conf import LazySettings
from django.utils import timezone

from core.actors import ANYONE, SYSTEM
from core.errors import Forbidden, NotFound
from core.models import AuditEntry, StoredChunk
from core.models.suppression import SuppressionReason
from core.services.suppression import suppress
from groups.identity import email_identity
from groups.mail_scope import mail_scope
from groups.member_decision import Choice, ConsentRule, Decision
from groups.models import (
    Group,
    Member,
    MemberConsent,
    MemberImport,
    MemberState,
    Role,
    Staff,
)
from groups.selectors.member_import import get_member_import
from groups.services import member_import_work
from groups.services.member_import import apply_member_import, undo_member_import
from groups.services.member_import_expiry import discard_member_import
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
    take_in,
)
from tests.stories import a_group, coalition_of

pytestmark = pytest.mark.django_db

FIRST = """email,name,phone,zip,opt in
ann@b.org,Ann Lee,202-555-0101,94110,yes
bo@b.org,Bo Diaz,,94110,no
cy@b.org,Cy Park,,,yes
"""


@pytest.fixture
def group() -> Group:
    return a_group()


def test_a_preview_says_what_would_be_and_writes_nothing(group: Group) -> None:
    take_in(group, FIRST)
    before = list(Member.objects.order_by("pk").values())
    row = previewed(
        group,
        "email,name,phone,street,opt in\n"
        "ann@b.org,Ann Lee,202-555-0199,,\n"
        "bo@b.org,Bo Diaz,,1 Main St,yes\n"
        "cy@b.org,Kim Ito,,,\n"
        "new@b.org,New One,,,yes\n"
        "ANN@b.org,Ann Lee,,,\n"
        "none,,,,\n",
    )
    assert (row.stage, row.rows) == ("ready", 6)
    assert figures(row.preview) == {
        "new": 1,
        "updated": 2,
        "conflicting": 1,
        "repeated_in_file": 1,
        "rejected": 1,
    }
    assert (row.preview["filled"], row.preview["changed"]) == ({"street": 1}, {"phone": 1})
    assert row.preview["consents"] == 2
    assert list(Member.objects.order_by("pk").values()) == before


def test_a_list_is_taken_in_as_decided(group: Group) -> None:
    row = take_in(group, FIRST, Decision(consent=ConsentRule.LIST, tags=("fair",)))
    assert (row.stage, figures(row.result), row.result["tagged"]) == ("applied", {"new": 3}, 3)
    ann = member_of(group, "ann@b.org")
    assert ann is not None
    assert (ann.city, ann.tags, ann.consented, ann.contactable) == (
        "San Francisco",
        ["fair"],
        True,
        True,
    )
    assert (ann.source_kind, ann.source_ref) == ("import", str(row.public_id))
    assert person_in(ann).phone == "202-555-0101"
    consents = MemberConsent.objects.values_list("wording", "source_ref").distinct()
    assert list(consents) == [(f"list:{row.public_id}", str(row.public_id))]
    assert MemberConsent.objects.count() == 2
    assert StoredChunk.objects.count() == 0


def test_without_a_consent_rule_nobody_of_the_list_may_be_written_to(group: Group) -> None:
    take_in(group, FIRST, Decision())
    assert set(Member.objects.values_list("consented", flat=True)) == {False}
    assert MemberConsent.objects.count() == 0


@pytest.mark.parametrize(
    ("choice", "figure", "name", "street"),
    [
        (Choice.OURS, "updated", "Ann Lee", "1 Main St"),
        (Choice.THEIRS, "updated", "Kim Ito", "1 Main St"),
        (Choice.LEAVE_OUT, "left_out", "Ann Lee", ""),
    ],
)
def test_a_conflict_is_settled_as_the_steward_says(
    group: Group, choice: Choice, figure: str, name: str, street: str
) -> None:
    take_in(group, FIRST)
    row = previewed(group, "email,name,street\nann@b.org,Kim Ito,1 Main St\n")
    assert figures(row.preview) == {"conflicting": 1}
    apply(row, Decision(conflicts=choice))
    assert figures(row.result) == {figure: 1}
    ann = person_in(member_of(group, "ann@b.org"))
    assert (ann.name, ann.street) == (name, street)


def test_each_conflict_may_be_settled_otherwise(group: Group) -> None:
    take_in(group, FIRST)
    row = previewed(group, "email,name\nann@b.org,Kim Ito\nbo@b.org,Al Wu\n")
    apply(row, Decision(conflicts=Choice.OURS, lines={3: Choice.THEIRS}))
    assert (name_of(group, "ann@b.org"), name_of(group, "bo@b.org")) == ("Ann Lee", "Al Wu")


def test_a_phone_of_somebody_else_is_a_conflict(group: Group) -> None:
    take_in(group, "name,phone\nJo Fox,202-555-0147\n")
    row = previewed(group, "email,name,phone\nann@b.org,Ann Lee,(202) 555-0147\n")
    assert figures(row.preview) == {"conflicting": 1}
    apply(row, Decision(conflicts=Choice.OURS))
    assert figures(row.result) == {"new": 1}
    assert person_in(member_of(group, "ann@b.org")).phone == ""


@pytest.mark.parametrize("state", [MemberState.UNSUBSCRIBED, MemberState.LEFT, MemberState.ERASED])
def test_whoever_went_is_not_brought_back(group: Group, state: MemberState) -> None:
    take_in(group, FIRST)
    gone = state in (MemberState.LEFT, MemberState.ERASED)
    facts = {"sealed": None} if gone else {}
    ann = Member.objects.filter(pk=member_of(group, "ann@b.org").pk)  # type: ignore[union-attr]  # she is there
    ann.update(state=state, consented=False, stopped_at="2026-01-01T00:00Z", **facts)
    before = ann.values().get()
    row = take_in(group, "email,name,opt in\nann@b.org,Ann Lee,yes\n", TAKE_ALL)
    assert (figures(row.preview), figures(row.result)) == ({"suppressed": 1}, {"suppressed": 1})
    assert ann.values().get() == before


@pytest.mark.parametrize("scope", ["", "group"])
def test_a_mailbox_that_wants_no_mail_is_not_listed(group: Group, scope: str) -> None:
    suppress(
        identity=email_identity("ann@b.org"),
        reason=SuppressionReason.UNSUBSCRIBED,
        scope=mail_scope(group.pk) if scope else "",
    )
    row = take_in(group, FIRST)
    assert figures(row.result) == {"new": 2, "suppressed": 1}
    assert member_of(group, "ann@b.org") is None


def test_the_same_file_again_is_the_same_import(group: Group) -> None:
    row = take_in(group, FIRST)
    again = begin(group, FIRST, name="another.csv")
    assert (again.pk, MemberImport.objects.count()) == (row.pk, 1)
    before = list(Member.objects.order_by("pk").values())
    apply(again)
    assert (again.stage, list(Member.objects.order_by("pk").values())) == ("applied", before)


def test_another_group_learns_nothing_from_the_list_of_this_one(group: Group) -> None:
    take_in(group, FIRST)
    row = previewed(a_group(), FIRST.replace("Ann Lee", "Kim Ito"))
    assert figures(row.preview) == {"new": 3}


def test_what_changed_since_the_preview_is_looked_at_again(group: Group) -> None:
    row = previewed(group, FIRST)
    take_in(group, "email,name\nann@b.org,Kim Ito\nbo@b.org,Bo Diaz\n")
    assert figures(row.preview) == {"new": 3}
    apply(row, TAKE_ALL)
    assert figures(row.result) == {"new": 1, "updated": 1, "conflicting": 1}
    assert name_of(group, "ann@b.org") == "Kim Ito"


def test_whoever_took_a_consent_back_is_not_made_to_agree_by_a_list(group: Group) -> None:
    take_in(group, FIRST)
    MemberConsent.objects.update(withdrawn_at="2026-01-01T00:00Z")
    Member.objects.update(consented=False)
    row = take_in(group, FIRST + "new@b.org,New One,,,no\n")
    assert (row.result["consents"], Member.objects.filter(consented=True).count()) == (0, 0)


def test_no_entry_of_the_audit_log_names_anybody(group: Group) -> None:
    take_in(group, FIRST)
    entries = AuditEntry.objects.filter(action__startswith="member_import").order_by("id")
    assert [entry.action for entry in entries] == [
        "member_import.requested",
        "member_import.previewed",
        "member_import.decided",
        "member_import.applied",
    ]
    details = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert [word for word in ("ann", "Lee", "b.org", "0101") if word in details] == []


def test_only_stewards_of_the_group_import() -> None:
    story = coalition_of(2)
    others = [
        story.actor(role=Role.ORGANIZER),
        story.actor(role=Role.COORDINATOR),
        story.actor(group=1, role=Role.STEWARD),
        ANYONE,
    ]
    for actor in others:
        with pytest.raises(Forbidden):
            begin(story.lead, FIRST, actor=actor)
    row = previewed(story.lead, FIRST, actor=story.actor(role=Role.STEWARD))
    for actor in others:
        with pytest.raises(Forbidden):
            apply_member_import(member_import=row, decision=TAKE_ALL, actor=actor)
        with pytest.raises(Forbidden):
            undo_member_import(member_import=row, actor=actor)
        with pytest.raises(Forbidden):
            discard_member_import(member_import=row, actor=actor)
    with pytest.raises(NotFound):
        get_member_import(group=story.lead, public_id=row.public_id, actor=others[2])
    with pytest.raises(Forbidden):
        get_member_import(group=story.lead, public_id=row.public_id, actor=others[0])


def test_who_loses_the_role_loses_the_rest_of_the_import(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(member_import_work, "BATCH_ROWS", 2)
    story = coalition_of(1)
    steward = story.actor(role=Role.STEWARD)
    row = previewed(story.lead, FIRST, actor=steward)
    apply_member_import(member_import=row, decision=TAKE_ALL, actor=steward)

    def lose_role(row: MemberImport) -> None:
        Staff.objects.filter(user=steward.user_id).update(ended_at=timezone.now())

    row.refresh_from_db()
    member_import_work.work_until_done(row, on_progress=lose_role)
    assert (row.stage, row.last_error, row.rows, Member.objects.count()) == (
        "failed",
        "permission_lost",
        2,
        2,
    )
    apply_member_import(member_import=row, decision=TAKE_ALL, actor=SYSTEM)
    assert (finish(row).stage, Member.objects.count()) == ("applied", 3)


def test_a_pass_works_for_its_time_and_the_next_goes_on(
    group: Group, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    monkeypatch.setattr(member_import_work, "BATCH_ROWS", 10)
    settings.DUTY_PASS_SECONDS = 1e-9
    rows = "".join(f"a{n}@b.org\n" for n in range(55))
    row = begin(group, f"email\n{rows}A0@b.org\nA54@b.org\n")
    passes = [member_import_work.member_import_pass().sent for _ in range(6)]
    row.refresh_from_db()
    assert (passes, row.stage) == ([0] * 5 + [1], "ready")
    assert figures(row.preview) == {"new": 55, "repeated_in_file": 2}


def test_cells_that_no_list_should_hold_do_no_harm(group: Group) -> None:
    row = take_in(
        group,
        "email,name,phone,language,comment,role,group_id\n"
        "a@b.org,=HYPERLINK(1),+1-202-555-0100,Spanish,<script>x</script>,admin,7\n"
        'b@b.org,@handle,4444444444444444444444444444444444444444,xx-,"=1+1",,\n'
        "mailto:c@b.org,Cy,,,,,\n"
        "d@b.org,a\0b,,,,,\n"
        "e@b.org,short\n",
    )
    assert figures(row.result) == {"new": 3, "rejected": 2}
    assert row.notices == {"phone.invalid": 1, "language.unknown": 1}
    assert row.layout["ignored"] == ["role", "group_id"]
    first, second = (person_in(member_of(group, email)) for email in ("a@b.org", "b@b.org"))
    assert (first.name, first.phone, first.language, first.note) == (
        "=HYPERLINK(1)",
        "+1-202-555-0100",
        "es",
        "<script>x</script>",
    )
    assert (second.name, second.phone, second.note) == ("@handle", "", "=1+1")
    assert name_of(group, "c@b.org") == "Cy"


def test_hashes_alone_are_no_members(group: Group) -> None:
    row = take_in(group, f"email_sha256\n{'ab' * 32}\n")
    assert figures(row.result) == {"rejected": 1}
