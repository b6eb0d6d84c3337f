"""A coalition lead decides about an export and sees how many, not who."""

import pytest

from campaign.models import Partner
from campaign.models.partner import PartnerState
from campaign.selectors.member_export import exports_for_lead, get_export_for_lead
from core.errors import NotFound
from groups.member_filter import MemberFilter
from groups.models import MemberExport, Role
from groups.services.member_export import request_export
from tests.groups.member_lists import take_in
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db


def ask(story: Coalition, role: Role) -> MemberExport:
    return request_export(
        group=story.groups[1],
        reason="For the phone bank on Saturday",
        wanted=MemberFilter(city="Hushville"),
        columns=("email",),
        file_format="csv",
        actor=story.actor(group=1, role=role),
    )


def test_a_lead_sees_how_many_and_which_columns() -> None:
    story = coalition_of(3)
    take_in(story.groups[1], "email,name,city\nhush@b.org,Hush Lee,Hushville\n")
    export, _ = ask(story, Role.STEWARD), ask(story, Role.ORGANIZER)
    lead = story.actor(role=Role.COORDINATOR)
    [shown] = exports_for_lead(lead)
    assert (shown.public_id, shown.people, shown.columns) == (export.public_id, "<10", ("email",))
    assert "hush" not in str(shown).lower()
    assert get_export_for_lead(public_id=export.public_id, actor=lead) == shown


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        (0, 0),
        (9, "<10"),
        (10, 10),
        (14, 10),
        (995, 1000),
        (4193, 4200),
        (4194, 4200),
        (200_123, 200_000),
    ],
)
def test_the_size_is_rounded(people: int, shown: int | str) -> None:
    story = coalition_of(2)
    export = ask(story, Role.STEWARD)
    MemberExport.objects.filter(pk=export.pk).update(people=people)
    [found] = exports_for_lead(story.actor(role=Role.COORDINATOR))
    assert found.people == shown


def test_nobody_else_sees_it() -> None:
    story = coalition_of(3)
    export = ask(story, Role.STEWARD)
    others = [
        story.actor(role=Role.STEWARD),
        story.actor(group=1, role=Role.STEWARD),
        story.actor(group=2, role=Role.COORDINATOR),
        coalition_of(1).actor(role=Role.COORDINATOR),
    ]
    assert [exports_for_lead(actor) for actor in others] == [[], [], [], []]
    with pytest.raises(NotFound):
        get_export_for_lead(public_id=export.public_id, actor=others[2])
    Partner.objects.filter(group=story.groups[1]).update(state=PartnerState.LEFT)
    assert exports_for_lead(story.actor(role=Role.COORDINATOR)) == []
