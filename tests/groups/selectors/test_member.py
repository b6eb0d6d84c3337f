"""The list as its readers see it: whole, masked, filtered, searched, and within a budget."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import Actor
from core.errors import Forbidden, Invalid, MusterError, NotFound, TooManyRequests
from core.models import AuditEntry
from groups.member_filter import MemberFilter
from groups.models import Member, MemberRead, Role
from groups.selectors.member import MemberPage, get_member, members_page
from groups.selectors.member_count import counts_for_staff
from groups.services.member_decision import leave, unsubscribe
from tests.groups.rolls import Roll, a_roll, newcomer
from tests.planted import found_in_bytes
from tests.stories import a_group, platform_admin, staff_of

pytestmark = pytest.mark.django_db
PEOPLE = [
    ("Ana", "Castillo", "Oakland", "driver"),
    ("Bob", "O'Rourke", "Berkeley", "driver, host"),
    ("Çiğdem", "Yıldız", "Oakland", ""),
    ("伟", "王", "Alameda", "host"),
]


@pytest.fixture
def roll() -> Roll:
    roll = a_roll()
    for number, (given, family, city, tags) in enumerate(PEOPLE):
        roll.add(
            given_name=given,
            family_name=family,
            city=city,
            tags=tags,
            email=f"person{number}@mail.example",
            phone=f"212 555 010{number}",
        )
    return roll


def page(roll: Roll, role: Role = Role.STEWARD, **options: Any) -> MemberPage:
    return members_page(group=roll.group, actor=roll.actor(role), **options)


def names(found: MemberPage) -> list[str]:
    return sorted(row.name for row in found.rows)


def test_a_steward_reads_whole_rows_and_that_is_kept(roll: Roll) -> None:
    found = page(roll)
    assert names(found) == ["Ana Castillo", "Bob O'Rourke", "Çiğdem Yıldız", "伟 王"]
    assert {row.person.phone for row in found.rows} == {f"+1212555010{n}" for n in range(4)}
    reads = MemberRead.objects.values_list("user_id", "how", "role").distinct()
    assert list(reads) == [(roll.people[Role.STEWARD].pk, "list", "steward")]
    assert MemberRead.objects.count() == 4
    entry = AuditEntry.objects.get(action="members.read")
    assert entry.detail == {"how": "list", "members": 4}


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.COORDINATOR])
def test_other_staff_read_first_names_and_initials_and_nothing_more(roll: Roll, role: Role) -> None:
    found = page(roll, role)
    assert names(found) == ["Ana C.", "Bob O.", "Çiğdem Y.", "伟 王."]
    planted = ["Castillo", "Rourke", "mail.example", "0100", "Juniper", "Yıldız"]
    assert found_in_bytes(planted, repr(found).encode()) == []
    assert MemberRead.objects.count() == 0
    with pytest.raises(Forbidden):
        page(roll, role, search="person1@mail.example")


def test_strangers_find_nothing_and_tokens_and_administrators_read_nobody(roll: Roll) -> None:
    steward = roll.actor()
    outsider = Actor(user_id=staff_of(a_group(), Role.STEWARD).pk)
    token = Actor(user_id=steward.user_id, token_id=1, group_id=roll.group.pk)
    admin = Actor(user_id=platform_admin().pk, is_platform_admin=True)
    refused: list[tuple[Actor, type[MusterError]]] = [
        (outsider, NotFound),
        (token, Forbidden),
        (admin, Forbidden),
    ]
    for actor, error in refused:
        with pytest.raises(error):
            members_page(group=roll.group, actor=actor)
    assert MemberRead.objects.count() == 0


def test_pages_follow_each_other_without_gap_or_overlap(roll: Roll) -> None:
    seen, cursor = [], ""
    for _ in range(4):
        found = page(roll, size=1, cursor=cursor)
        seen += names(found)
        cursor = found.next
    assert (sorted(seen), cursor) == (names(page(roll)), "")


@pytest.mark.parametrize("cursor", ["x", "é", "AAAA", "A" * 32 + "A", "____________________"])
def test_a_cursor_that_is_none_is_refused(roll: Roll, cursor: str) -> None:
    with pytest.raises(Invalid):
        page(roll, cursor=cursor)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (MemberFilter(city="Oakland"), ["Ana Castillo", "Çiğdem Yıldız"]),
        (MemberFilter(country="US", region="CA", city="Berkeley"), ["Bob O'Rourke"]),
        (MemberFilter(region="NY"), []),
        (MemberFilter(tag="host"), ["Bob O'Rourke", "伟 王"]),
        (MemberFilter(tag="driver", city="Oakland"), ["Ana Castillo"]),
        (MemberFilter(source_kind="petition"), []),
        (MemberFilter(consented=True), []),
        (MemberFilter(state="unsubscribed"), []),
    ],
)
def test_filters(roll: Roll, wanted: MemberFilter, expected: list[str]) -> None:
    assert names(page(roll, wanted=wanted)) == expected


def test_consent_source_and_state_are_filters_too(roll: Roll) -> None:
    roll.enrol(newcomer("dora@mail.example", ref="keep-it"), newcomer("eva@mail.example"))
    unsubscribe(member_id=Member.objects.latest("updated_at").pk)
    assert len(page(roll, wanted=MemberFilter(consented=True)).rows) == 1
    assert len(page(roll, wanted=MemberFilter(state="unsubscribed")).rows) == 1
    by_source = MemberFilter(source_kind="petition", source_ref="keep-it")
    assert len(page(roll, wanted=by_source).rows) == 2


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("person1@mail.example", ["Bob O'Rourke"]),
        ("PERSON1@Mail.Example", ["Bob O'Rourke"]),
        ("castillo", ["Ana Castillo"]),
        ("CAST", ["Ana Castillo"]),
        ("astillo", []),
        ("cigdem yildiz", ["Çiğdem Yıldız"]),
        ("Yıldız", ["Çiğdem Yıldız"]),
        ("o rourke bob", ["Bob O'Rourke"]),
        ("王", ["伟 王"]),
        ("juniper 7", ["Ana Castillo", "Bob O'Rourke", "Çiğdem Yıldız", "伟 王"]),
        ("(212) 555-0102", ["Çiğdem Yıldız"]),
        ("given_name", []),
        ("nobody@mail.example", []),
        ("ana rourke", []),
        ("!!!", []),
    ],
)
def test_searches(roll: Roll, search: str, expected: list[str]) -> None:
    assert names(page(roll, search=search)) == expected


def test_an_exact_address_opens_no_other_row(roll: Roll) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page(roll, search="person1@mail.example")
    assert [query["sql"] for query in queries if query["sql"].startswith("COPY")] == []


def test_a_search_is_paged_as_a_list_is(roll: Roll, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groups.selectors.member_search.CHUNK", 1)
    first = page(roll, search="juniper", size=3)
    second = page(roll, search="juniper", size=3, cursor=first.next)
    assert sorted(names(first) + names(second)) == names(page(roll))
    assert (len(first.rows), second.next) == (3, "")


def test_who_has_left_is_on_no_page(roll: Roll) -> None:
    gone = roll.member("person0@mail.example")
    assert gone is not None
    leave(member_id=gone.pk)
    assert "Ana Castillo" not in names(page(roll))
    assert names(page(roll, search="ana")) == []
    with pytest.raises(NotFound):
        get_member(group=roll.group, member_id=gone.pk, actor=roll.actor())


def test_a_steward_reads_so_many_a_day_and_no_more(roll: Roll, settings: LazySettings) -> None:
    settings.SIGN_LIMITS, settings.MEMBER_READS_A_DAY = True, 6
    page(roll)
    with pytest.raises(TooManyRequests) as refused:
        page(roll, search="juniper")
    assert refused.value.code == "budget_used_up"
    assert (refused.value.retry_after or 0) > 3600
    assert MemberRead.objects.count() == 4
    page(roll, wanted=MemberFilter(city="Oakland"))
    page(roll, Role.ORGANIZER)


def test_a_page_asks_as_much_for_one_as_for_three(roll: Roll) -> None:
    def asked(size: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            page(roll, size=size)
        return len(queries)

    assert asked(1) == asked(3) <= 14


def test_the_size_of_the_list_is_exact_for_its_staff_alone(roll: Roll) -> None:
    roll.enrol(newcomer())
    counts = counts_for_staff(group=roll.group, actor=roll.actor(Role.ORGANIZER))
    assert (counts.members, counts.active, counts.unsubscribed, counts.consented) == (5, 5, 0, 1)
    with pytest.raises(NotFound):
        outsider = Actor(user_id=staff_of(a_group(), Role.STEWARD).pk)
        counts_for_staff(group=roll.group, actor=outsider)
