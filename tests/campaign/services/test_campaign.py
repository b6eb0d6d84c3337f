"""Making and changing campaigns."""

from datetime import date
from typing import Any

import pytest

from campaign.models import Campaign, Partner
from campaign.models.campaign import CampaignState
from campaign.services.campaign import create_campaign, move_campaign, update_campaign
from core.actors import ANYONE, SYSTEM, Actor
from core.errors import Forbidden, Invalid, NotFound, PreconditionFailed, StateConflict
from core.models import AuditEntry
from groups.models import Group, Role
from tests.stories import a_group, coalition_of, staff_of

pytestmark = pytest.mark.django_db


def made(lead: Group, actor: Actor = SYSTEM, **changes: Any) -> Campaign:
    fields = {"slug": "clinic", "title": "Clinic", "target": "Board", "demand": "Fund it."}
    return create_campaign(lead=lead, actor=actor, **{**fields, **changes})


def test_the_lead_group_is_its_first_partner() -> None:
    lead = a_group()
    campaign = made(lead, Actor(user_id=staff_of(lead, Role.COORDINATOR).pk))
    assert campaign.state == "public"
    assert list(Partner.objects.values_list("campaign", "group", "state")) == [
        (campaign.pk, lead.pk, "active")
    ]
    assert AuditEntry.objects.filter(action="campaign.created", campaign_id=campaign.pk).exists()


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.STEWARD])
def test_only_coordinators_start_one(role: Role) -> None:
    lead = a_group()
    for actor in (ANYONE, Actor(user_id=staff_of(lead, role).pk)):
        with pytest.raises(Forbidden):
            made(lead, actor)
    assert not Campaign.objects.exists()


def test_a_slug_is_taken_once() -> None:
    made(a_group())
    with pytest.raises(Invalid) as refused:
        made(a_group())
    assert [(error.field, error.code) for error in refused.value.errors] == [("slug", "taken")]


def test_it_cannot_end_before_it_starts() -> None:
    with pytest.raises(Invalid) as refused:
        made(a_group(), starts_on=date(2026, 6, 2), ends_on=date(2026, 6, 1))
    assert refused.value.errors[0].code == "before_start"
    made(a_group(), starts_on=date(2026, 6, 2), ends_on=date(2026, 6, 2))


def test_a_change_of_the_version_that_was_read() -> None:
    story = coalition_of(1)
    changed = update_campaign(
        campaign=story.campaign, changes={"title": "New"}, version=1, actor=story.actor()
    )
    assert (changed.title, changed.version) == ("New", 2)
    with pytest.raises(PreconditionFailed):
        update_campaign(
            campaign=story.campaign, changes={"title": "Lost"}, version=1, actor=story.actor()
        )
    assert Campaign.objects.get(pk=story.campaign.pk).title == "New"


def test_state_and_slug_do_not_change_on_the_side() -> None:
    story = coalition_of(1)
    changes = {"slug": "other", "state": "draft", "lead_id": 0, "version": 99}
    changed = update_campaign(
        campaign=story.campaign, changes=changes, version=1, actor=story.actor()
    )
    assert (changed.slug, changed.state, changed.lead) == (
        story.campaign.slug,
        "public",
        story.lead,
    )


def test_the_steps_between_states() -> None:
    story = coalition_of(1)
    draft = made(story.lead, state=CampaignState.DRAFT)
    with pytest.raises(StateConflict) as refused:
        move_campaign(campaign=draft, state=CampaignState.ENDED, actor=story.actor())
    assert refused.value.code == "campaign.draft"
    for state in (CampaignState.PUBLIC, CampaignState.ENDED, CampaignState.PUBLIC):
        assert move_campaign(campaign=draft, state=state, actor=story.actor()).state == state
    again = move_campaign(campaign=draft, state=CampaignState.PUBLIC, actor=story.actor())
    assert again.version == 4


def test_others_do_not_change_it() -> None:
    story, stranger = coalition_of(2), coalition_of(1)
    for actor in (story.actor(group=1), story.actor(role=Role.ORGANIZER), stranger.actor()):
        with pytest.raises(Forbidden):
            move_campaign(campaign=story.campaign, state=CampaignState.ENDED, actor=actor)


def test_strangers_do_not_know_of_a_draft() -> None:
    draft = made(a_group(), state=CampaignState.DRAFT)
    with pytest.raises(NotFound):
        move_campaign(campaign=draft, state=CampaignState.PUBLIC, actor=coalition_of(1).actor())
