"""The audit log at the desk: whose entries one reads, whose names, filters, pages and the CSV."""

import csv
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from core.actors import SYSTEM, Actor
from core.models import AuditEntry
from core.services.audit_entry import record
from groups.models import Role
from petitions.services.petition import open_petition
from tests.pages.words import text_of
from tests.stories import Coalition, coalition_of, draft_petition_of, platform_admin

pytestmark = pytest.mark.django_db
PATH = "/desk/audit/"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


@pytest.fixture(autouse=True)
def _opened(story: Coalition) -> None:
    """The organizer of the first partner opens a petition."""
    person = story.person(group=1, role=Role.ORGANIZER)
    User.objects.filter(pk=person.pk).update(name="Ana Castillo")
    petition = draft_petition_of(story, group=1, title="Keep the pool")
    open_petition(petition=petition, actor=Actor(user_id=person.pk))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lines_of(user: User, **query: str) -> list[str]:
    page = signed_in(user).get(PATH, query)
    # One's own name stands in the menu, and nobody else's whole name anywhere.
    assert page.content.decode().count("Castillo") == User.objects.get(pk=user.pk).name.count("C")
    return [line.words for line in page.context["lines"]]


def test_an_organizer_reads_what_they_did(story: Coalition) -> None:
    assert lines_of(story.person(group=1, role=Role.ORGANIZER)) == [
        "Petition “Keep the pool” opened by you"
    ]
    assert lines_of(story.person(group=2, role=Role.ORGANIZER)) == []


@pytest.mark.parametrize("role", [Role.STEWARD, Role.COORDINATOR])
def test_who_looks_after_a_group_reads_all_of_it_with_names(story: Coalition, role: Role) -> None:
    lines = lines_of(story.person(group=1, role=role))
    assert lines[0] == "Petition “Keep the pool” opened by Ana C."
    assert f"Group “{story.groups[1].name}” made by the service" in lines
    assert lines_of(story.person(group=2, role=role), family="petition") == []


def test_a_lead_and_an_administrator_read_without_people(story: Coalition) -> None:
    words = "Petition “Keep the pool” opened by somebody of the staff"
    assert words in lines_of(story.person(role=Role.ORGANIZER))
    assert words in lines_of(platform_admin())


def test_numbers_of_another_group_are_rounded_on_the_page_and_in_the_csv(story: Coalition) -> None:
    """A lead decides about a partner's export, and is told so without the exact size."""
    lead = story.person(role=Role.COORDINATOR)
    record(
        actor=Actor(user_id=lead.pk),
        action="member_export.approved",
        subject=story.groups[1],
        group_id=story.groups[1].pk,
        campaign_id=story.campaign.pk,
        detail={"people": 4193, "rows": 3},
    )
    own = story.person(group=1, role=Role.STEWARD)
    for user, shown in (
        (lead, "rows: <10, people: 4200"),
        (platform_admin(), "rows: <10, people: 4200"),
        (own, "rows: 3, people: 4193"),
    ):
        client, wanted = signed_in(user), {"family": "member_export"}
        assert [line.facts for line in client.get(PATH, wanted).context["lines"]] == [shown]
        answer = client.post(f"{PATH}download/", wanted)
        assert shown in b"".join(answer).decode()


def test_filters_by_kind_and_day(story: Coalition) -> None:
    person = story.person(group=1)
    at = AuditEntry.objects.latest("pk").at.date().isoformat()
    assert lines_of(person, family="petition", day=at) == [
        "Petition “Keep the pool” opened by Ana C.",
        "Petition “Keep the pool” made by the service",
    ]
    assert lines_of(person, family="petition", day="2020-01-01") == []
    assert lines_of(person, family="petition", day="9999-12-31") == []
    page = signed_in(person).get(PATH, {"day": "yesterday", "family": "'; --"})
    assert (page.status_code, "Write a day as YYYY-MM-DD." in text_of(page)) == (200, True)


def test_pages_go_back_in_time_without_gaps(story: Coalition) -> None:
    for _ in range(60):
        record(actor=SYSTEM, action="group.created", subject=story.lead, group_id=story.lead.pk)
    client = signed_in(story.person(role=Role.STEWARD))
    first = client.get(PATH)
    second = client.get(first.context["next_url"])
    shown = [line.id for page in (first, second) for line in page.context["lines"]]
    wanted = AuditEntry.objects.filter(group_id=story.lead.pk).order_by("-pk")
    assert shown == list(wanted.values_list("pk", flat=True))[: len(shown)]
    assert len(shown) > 60


def test_the_csv_holds_the_same_and_is_noted(story: Coalition) -> None:
    client = signed_in(story.person(group=1))
    answer = client.post(PATH + "download/", {"family": "petition"})
    rows = list(csv.reader(StringIO(b"".join(answer).decode())))
    assert [row[1:4] for row in rows] == [
        ["action", "what happened", "group"],
        ["petition.opened", "Petition “Keep the pool” opened by Ana C.", story.groups[1].name],
        ["petition.created", "Petition “Keep the pool” made by the service", story.groups[1].name],
    ]
    assert AuditEntry.objects.latest("pk").action == "audit.downloaded"


def test_the_last_day_that_calendars_know_is_a_csv_without_entries(story: Coalition) -> None:
    answer = signed_in(story.person(group=1)).post(PATH + "download/", {"day": "9999-12-31"})
    [heads] = csv.reader(StringIO(b"".join(answer).decode()))
    assert (answer.status_code, heads[1]) == (200, "action")


def test_says_when_the_chain_was_verified(story: Coalition) -> None:
    client = signed_in(story.person(group=1))
    assert "Nobody has verified" in text_of(client.get(PATH))
    number = AuditEntry.objects.count()
    call_command("verify_audit")
    assert f"all {number} entries hold." in text_of(client.get(PATH))


def test_makes_few_queries(story: Coalition, django_assert_max_num_queries: Any) -> None:
    client = signed_in(story.person(group=1))
    with django_assert_max_num_queries(20):
        client.get(PATH)
