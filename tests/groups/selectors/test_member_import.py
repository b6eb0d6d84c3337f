"""Rows that need a second look: opened for a steward, who counts as having read them."""

import pytest

from core.actors import Actor
from core.errors import Forbidden, NotFound
from core.models import AuditEntry
from groups.models import MemberRead, Role
from groups.selectors.member_import import (
    conflicts_page,
    get_member_import,
    member_imports_of,
    rejects_file,
)
from groups.services.member_import import record_rejects_read
from tests.groups.member_lists import member_of, previewed, take_in
from tests.planted import found_in_database
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db
OURS = "email,name,phone\nhush@b.org,Hush Lee,202-555-0147\n"
LIST = "email,name\nhush@b.org,Quiet Ito\nnew@b.org,New\nhush+none,Rejected Quiet\n"


@pytest.fixture
def story() -> Coalition:
    story = coalition_of(2)
    take_in(story.lead, OURS)
    return story


def test_a_conflict_shows_both_sides_to_a_steward(story: Coalition) -> None:
    row = previewed(story.lead, LIST)
    steward = story.actor(role=Role.STEWARD)
    [conflict] = conflicts_page(member_import=row, actor=steward)
    hush = member_of(story.lead, "hush@b.org")
    assert hush is not None
    assert (conflict.line, conflict.reason, conflict.cells) == (
        2,
        "name",
        ["hush@b.org", "Quiet Ito"],
    )
    assert conflict.ours is not None
    assert (conflict.ours.name, conflict.ours.phone) == ("Hush Lee", "202-555-0147")
    reads = MemberRead.objects.values_list("member_id", "user_id", "how")
    assert list(reads) == [(hush.pk, steward.user_id, "detail")]
    assert conflicts_page(member_import=row, actor=steward, after=2) == []


def test_nobody_else_gets_a_row(story: Coalition) -> None:
    row = previewed(story.lead, LIST)
    steward = story.person(role=Role.STEWARD)
    token = Actor(user_id=steward.pk, token_id=1, group_id=story.lead.pk)
    for actor in (story.actor(role=Role.ORGANIZER), story.actor(role=Role.COORDINATOR), token):
        with pytest.raises(Forbidden):
            conflicts_page(member_import=row, actor=actor)
    outsider = story.actor(group=1, role=Role.STEWARD)
    with pytest.raises(NotFound):
        conflicts_page(member_import=row, actor=outsider)
    with pytest.raises(NotFound):
        member_imports_of(group=story.lead, actor=outsider)
    with pytest.raises(NotFound):
        get_member_import(group=story.groups[1], public_id=row.public_id, actor=outsider)
    assert MemberRead.objects.count() == 0


def test_the_rejected_rows_return_and_leave_a_trace(story: Coalition) -> None:
    row = previewed(story.lead, LIST)
    record_rejects_read(member_import=row, actor=story.actor(role=Role.STEWARD))
    lines = b"".join(rejects_file(row)).decode("utf-8-sig").splitlines()
    assert lines[0] == "line,code,reason,email,name"
    assert lines[1:] == ["4,email.invalid,This is not an e-mail address.,hush+none,Rejected Quiet"]
    assert AuditEntry.objects.latest("id").action == "member_import.rejects_read"


def test_nothing_of_a_list_stands_in_the_clear(story: Coalition) -> None:
    previewed(story.lead, LIST)
    values = ["hush@b.org", "Quiet Ito", "Hush Lee", "202-555-0147", "hush+none"]
    assert found_in_database(values) == []
