"""Programs count a list and add to it; none reads a person."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.services.partner import leave_coalition
from groups.member_person import MemberPerson
from groups.models import Group, Member, MemberConsent, Role
from groups.sealed_member import person_of
from groups.services.member import add_member
from groups.services.member_decision import erase, unsubscribe
from tests.planted import found_in_bytes
from tests.stories import Coalition, call, coalition_of

pytestmark = pytest.mark.django_db
CONSENT = {"wording": "2026-1", "source": "newsletter", "given_at": "2026-03-01T12:00:00Z"}
PLANTED = ["Castillo", "ana1@", "example.org", "2125550123", "Juniper"]


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


def path(group: Group) -> str:
    return f"/api/v1/groups/{group.slug}/members/"


def send(story: Coalition, *members: dict[str, Any], group: int = 1) -> Any:
    token = story.token(group=group, role=Role.STEWARD)
    return call("POST", path(story.groups[group]), token=token, body={"members": list(members)})


def results(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["result"] for row in answer.json()["results"]]


def fill(story: Coalition, city: str, number: int, group: int = 1) -> None:
    actor = story.actor(group=group, role=Role.STEWARD)
    for one in range(number):
        data = {
            "given_name": "Ana",
            "family_name": "Castillo",
            "email": f"ana{one}@{city.lower()}.example.org",
            "phone": "212 555 0123",
            "street": "7 Juniper Court",
            "city": city,
            "region": "CA",
            "country": "US",
        }
        add_member(group=story.groups[group], data=data, actor=actor)


def test_it_says_row_by_row_what_happened(story: Coalition) -> None:
    answer = send(
        story,
        {"email": "ana@example.org", "given_name": "Ana", "tags": ["Driver"], "consent": CONSENT},
        {"email": "ana at example"},
        {"given_name": "Bob"},
        {"email": "ANA@example.org", "given_name": "Other"},
    )
    assert results(answer) == ["added", "invalid", "invalid", "known"]
    errors = [row["errors"] for row in answer.json()["results"]]
    assert [[(one["field"], one["code"]) for one in row] for row in errors] == [
        [],
        [("email", "invalid")],
        [("email", "required")],
        [],
    ]
    member = Member.objects.get()
    assert (person_of(member), member.tags, member.source_kind, member.consented) == (
        MemberPerson(given_name="Ana", email="ana@example.org"), ["driver"], "api", True,
    )  # fmt: skip
    assert MemberConsent.objects.get().wording == "2026-1"


def test_who_left_is_refused_and_who_unsubscribed_stays_so(story: Coalition) -> None:
    send(story, {"email": "ana@example.org"}, {"email": "bob@example.org"})
    ana, bob = Member.objects.order_by("pk")
    erase(member_id=ana.pk)
    unsubscribe(member_id=bob.pk)
    emails = ({"email": f"{name}@example.org", "consent": CONSENT} for name in ("ana", "bob"))
    assert sorted(results(send(story, *emails))) == ["known", "refused"]
    assert sorted(Member.objects.values_list("state", flat=True)) == ["erased", "unsubscribed"]


def test_another_groups_member_is_as_new_as_anybody(story: Coalition) -> None:
    send(story, {"email": "ana@example.org"}, group=2)
    assert results(send(story, {"email": "ana@example.org"}, group=1)) == ["added"]


@pytest.mark.parametrize(
    "consent",
    [True, {"wording": "2026-1"}, {**CONSENT, "given_at": "soon"}, {**CONSENT, "role": "admin"}],
)
def test_a_consent_without_its_evidence_is_refused(story: Coalition, consent: object) -> None:
    answer = send(story, {"email": "ana@example.org", "consent": consent})
    assert (answer.status_code, Member.objects.count()) == (400, 0)


def test_a_consent_of_the_future_is_invalid(story: Coalition) -> None:
    later = {**CONSENT, "given_at": "2099-01-01T00:00:00Z"}
    assert results(send(story, {"email": "ana@example.org", "consent": later})) == ["invalid"]


@pytest.mark.parametrize("rows", [[], [{"email": "a@example.org"}] * 501])
def test_none_and_too_many_are_refused(story: Coalition, rows: list[dict[str, str]]) -> None:
    assert send(story, *rows).status_code == 400


def test_the_same_request_again_is_answered_again(story: Coalition) -> None:
    token = story.token(group=1, role=Role.STEWARD)
    body = {"members": [{"email": "ana@example.org"}]}
    answers = [
        call("POST", path(story.groups[1]), token=token, body=body, **{"Idempotency-Key": "one"})
        for _ in range(2)
    ]
    assert [results(answer) for answer in answers] == [["added"], ["added"]]


def test_counts_hide_what_is_small_and_name_nobody(story: Coalition) -> None:
    for city, number in (("Oakland", 12), ("Berkeley", 11), ("Alameda", 3)):
        fill(story, city, number)
    answer = call("GET", path(story.groups[1]), token=story.token("members:count", group=1))
    body = answer.json()
    assert {name: body[name] for name in body if name != "places"} == {
        "members": 26,
        "active": 26,
        "unsubscribed": 0,
        "consented": 0,
    }
    shown = {place["city"]: place["members"] for place in body["places"]}
    assert shown == {"Oakland": 12, "Berkeley": "hidden", "Alameda": "<10"}
    assert found_in_bytes(PLANTED, answer.content) == []


def test_two_parts_too_small_to_hide_each_other_hide_their_sum(story: Coalition) -> None:
    """Nine and nine of eighteen: the places must not add up to them either."""
    fill(story, "Oakland", 9)
    fill(story, "Berkeley", 9)
    body = call("GET", path(story.groups[1]), token=story.token("members:count", group=1)).json()
    assert (body["members"], body["active"], body["unsubscribed"]) == ("hidden", "hidden", 0)
    assert [place["members"] for place in body["places"]] == ["<10", "<10"]


def test_the_only_city_does_not_tell_the_size_that_is_hidden(story: Coalition) -> None:
    fill(story, "Oakland", 18)
    rows = Member.objects.filter(group=story.groups[1]).order_by("pk")[:9]
    Member.objects.filter(pk__in=[row.pk for row in rows]).update(consented=True)
    body = call("GET", path(story.groups[1]), token=story.token("members:count", group=1)).json()
    assert (body["members"], body["active"], body["consented"]) == ("hidden", "hidden", "<10")
    assert [place["members"] for place in body["places"]] == ["hidden"]


@pytest.mark.parametrize(("agreed", "shown"), [(9, "<10"), (10, 10), (18, "hidden"), (20, 20)])
def test_a_lead_learns_not_how_few_did_not_agree(
    story: Coalition, agreed: int, shown: int | str
) -> None:
    fill(story, "Oakland", 20)
    rows = Member.objects.filter(group=story.groups[1]).order_by("pk")[:agreed]
    Member.objects.filter(pk__in=[row.pk for row in rows]).update(consented=True)
    address = f"/api/v1/campaigns/{story.campaign.slug}/members/"
    found = call("GET", address, token=story.token("members:count")).json()["results"]
    assert {row["group"]: row["consented"] for row in found}[story.groups[1].slug] == shown


@pytest.mark.parametrize("query", ["limit=1", "group=other", "email__startswith=a"])
def test_a_filter_that_is_not_there_is_refused(story: Coalition, query: str) -> None:
    address = f"{path(story.groups[1])}?{query}"
    assert call("GET", address, token=story.token("members:count", group=1)).status_code == 400


def test_the_lead_counts_the_lists_of_those_who_take_part_now(story: Coalition) -> None:
    fill(story, "Oakland", 12, group=1)
    fill(story, "Oakland", 3, group=2)
    address = f"/api/v1/campaigns/{story.campaign.slug}/members/"
    before = call("GET", address, token=story.token("members:count"))
    leave_coalition(campaign=story.campaign, group=story.groups[1], actor=story.actor(group=1))
    after = call("GET", address, token=story.token("members:count"))

    def sizes(answer: Any) -> dict[str, int | str]:
        return {row["group"]: row["members"] for row in answer.json()["results"]}

    lead, left, other = (group.slug for group in story.groups)
    assert sizes(before) == {lead: 0, left: 12, other: "<10"}
    assert sizes(after) == {lead: 0, other: "<10"}
    assert Member.objects.filter(group=story.groups[1]).count() == 12
    assert found_in_bytes(PLANTED, before.content + after.content) == []


def test_counting_asks_as_much_for_three_lists_as_for_one(story: Coalition) -> None:
    def asked(one: Coalition) -> int:
        token = one.token("members:count")
        with CaptureQueriesContext(connection) as queries:
            call("GET", f"/api/v1/campaigns/{one.campaign.slug}/members/", token=token)
        return len(queries)

    assert asked(coalition_of(1)) == asked(story) <= 10
