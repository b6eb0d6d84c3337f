"""Invitation, acceptance and leaving."""

import pytest

from campaign.models import Partner
from campaign.selectors.partner import active_groups, is_active_partner
from campaign.services.partner import (
    accept_invitation,
    end_partnership,
    invite_partner,
    leave_coalition,
)
from core.actors import Actor
from core.errors import Forbidden, NotFound, StateConflict
from core.models import AuditEntry
from groups.models import Role
from tests.stories import Coalition, a_group, coalition_of, staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def test_a_group_joins_by_invitation_and_acceptance(story: Coalition) -> None:
    group = a_group()
    boss = Actor(user_id=staff_of(group, Role.COORDINATOR).pk)
    assert invite_partner(campaign=story.campaign, group=group, actor=story.actor()).state == (
        "invited"
    )
    assert not is_active_partner(campaign_id=story.campaign.pk, group_id=group.pk)
    accepted = accept_invitation(campaign=story.campaign, group=group, actor=boss)
    assert accepted.state == "active"
    assert set(active_groups(story.campaign)) == {*story.groups, group}


def test_inviting_and_accepting_again_changes_nothing(story: Coalition) -> None:
    before = Partner.objects.values().get(group=story.groups[1])
    invite_partner(campaign=story.campaign, group=story.groups[1], actor=story.actor())
    accept_invitation(campaign=story.campaign, group=story.groups[1], actor=story.actor(group=1))
    assert Partner.objects.values().get(group=story.groups[1]) == before


@pytest.mark.parametrize(("group", "role"), [(0, Role.ORGANIZER), (1, Role.COORDINATOR)])
def test_only_the_leads_coordinators_invite(story: Coalition, group: int, role: Role) -> None:
    with pytest.raises(Forbidden):
        invite_partner(
            campaign=story.campaign, group=a_group(), actor=story.actor(group=group, role=role)
        )
    assert Partner.objects.count() == 2


def test_the_lead_cannot_accept_for_another_group(story: Coalition) -> None:
    group = a_group()
    invite_partner(campaign=story.campaign, group=group, actor=story.actor())
    with pytest.raises(Forbidden):
        accept_invitation(campaign=story.campaign, group=group, actor=story.actor())
    assert Partner.objects.get(group=group).state == "invited"


def test_an_organizer_of_the_invited_group_may_not_accept(story: Coalition) -> None:
    group = a_group()
    organizer = Actor(user_id=staff_of(group, Role.ORGANIZER).pk)
    invite_partner(campaign=story.campaign, group=group, actor=story.actor())
    with pytest.raises(Forbidden):
        accept_invitation(campaign=story.campaign, group=group, actor=organizer)


def test_nobody_else_learns_who_is_invited(story: Coalition) -> None:
    group = a_group()
    invite_partner(campaign=story.campaign, group=group, actor=story.actor())
    for actor in (story.actor(group=1), coalition_of(1).actor()):
        with pytest.raises(NotFound):
            accept_invitation(campaign=story.campaign, group=group, actor=actor)


def test_without_an_invitation(story: Coalition) -> None:
    group = a_group()
    boss = Actor(user_id=staff_of(group, Role.COORDINATOR).pk)
    with pytest.raises(NotFound):
        accept_invitation(campaign=story.campaign, group=group, actor=boss)


def test_a_partner_leaves_and_is_invited_again(story: Coalition) -> None:
    group, boss = story.groups[1], story.actor(group=1)
    leave_coalition(campaign=story.campaign, group=group, actor=boss)
    assert list(active_groups(story.campaign)) == [story.lead]
    with pytest.raises(NotFound):
        accept_invitation(campaign=story.campaign, group=group, actor=boss)
    invite_partner(campaign=story.campaign, group=group, actor=story.actor())
    back = accept_invitation(campaign=story.campaign, group=group, actor=boss)
    assert (back.state, back.left_at) == ("active", None)
    assert Partner.objects.filter(group=group).count() == 1


def test_the_lead_cannot_leave(story: Coalition) -> None:
    with pytest.raises(StateConflict) as refused:
        leave_coalition(campaign=story.campaign, group=story.lead, actor=story.actor())
    assert refused.value.code == "lead_stays"


def test_the_leads_coordinator_ends_a_partnership_or_an_invitation(story: Coalition) -> None:
    invited, partner = a_group(), story.groups[1]
    invite_partner(campaign=story.campaign, group=invited, actor=story.actor())
    for actor in (story.actor(role=Role.ORGANIZER), story.actor(group=1)):
        with pytest.raises(Forbidden):
            end_partnership(campaign=story.campaign, group=partner, actor=actor)
    for _ in range(2):
        for group in (invited, partner):
            row = end_partnership(campaign=story.campaign, group=group, actor=story.actor())
            assert row.state == "left"
    assert list(active_groups(story.campaign)) == [story.lead]
    assert AuditEntry.objects.filter(action="partner.ended").count() == 2
    with pytest.raises(StateConflict):
        end_partnership(campaign=story.campaign, group=story.lead, actor=story.actor())
    with pytest.raises(NotFound):
        end_partnership(campaign=story.campaign, group=a_group(), actor=story.actor())
