"""Making petitions and moving them through their states."""

from typing import Any

import pytest

from campaign.models.campaign import CampaignState
from campaign.services.campaign import move_campaign
from core.actors import SYSTEM
from core.errors import Forbidden, Invalid, NotFound, PreconditionFailed, StateConflict
from core.models import AuditEntry
from groups.models import Role
from petitions.models import Petition
from petitions.services.petition import (
    close_petition,
    create_petition,
    mark_delivered,
    open_petition,
    update_petition,
)
from tests.stories import (
    Coalition,
    coalition_of,
    draft_petition_of,
    open_petition_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def made(story: Coalition, *, group: int = 1, role: Role = Role.ORGANIZER, **changes: Any) -> Any:
    fields = {"slug": "clinic", "title": "Clinic", "text": "Fund it.", "target": "Board"}
    return create_petition(
        campaign=story.campaign,
        group=story.groups[group],
        actor=story.actor(group=group, role=role),
        **{**fields, **changes},
    )


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.COORDINATOR])
def test_a_partner_makes_a_draft(story: Coalition, role: Role) -> None:
    petition = made(story, role=role)
    assert (petition.state, petition.group, petition.goal) == ("draft", story.groups[1], 100)
    assert AuditEntry.objects.filter(
        action="petition.created", group_id=story.groups[1].pk
    ).exists()


def test_a_steward_does_not(story: Coalition) -> None:
    with pytest.raises(Forbidden):
        made(story, role=Role.STEWARD)
    assert not Petition.objects.exists()


def test_a_group_outside_the_coalition_does_not(story: Coalition) -> None:
    stranger = coalition_of(1)
    with pytest.raises(Forbidden) as refused:
        create_petition(
            slug="clinic",
            title="T",
            text="T",
            target="T",
            campaign=story.campaign,
            group=stranger.lead,
            actor=stranger.actor(),
        )
    assert refused.value.code == "not_a_partner"


def test_a_slug_is_taken_once(story: Coalition) -> None:
    made(story)
    with pytest.raises(Invalid) as refused:
        made(story, group=0)
    assert [(error.field, error.code) for error in refused.value.errors] == [("slug", "taken")]


def test_open_close_and_open_again(story: Coalition) -> None:
    petition, actor = made(story), story.actor(group=1)
    opened = open_petition(petition=petition, actor=actor)
    closed = close_petition(petition=petition, actor=actor)
    reopened = open_petition(petition=petition, actor=actor)
    assert [opened.state, closed.state, reopened.state] == ["open", "closed", "open"]
    assert reopened.version == 4
    actions = AuditEntry.objects.filter(subject_kind="petitions.petition").order_by("id")
    assert list(actions.values_list("action", flat=True)) == [
        "petition.created",
        "petition.opened",
        "petition.closed",
        "petition.opened",
    ]


def test_a_step_twice_is_harmless(story: Coalition) -> None:
    petition, actor = made(story), story.actor(group=1)
    first = open_petition(petition=petition, actor=actor)
    again = open_petition(petition=petition, actor=actor)
    assert (again.version, again.opened_at) == (first.version, first.opened_at)


def test_steps_that_do_not_exist(story: Coalition) -> None:
    petition, actor = made(story), story.actor(group=1)
    with pytest.raises(StateConflict) as refused:
        close_petition(petition=petition, actor=actor)
    assert refused.value.code == "petition.draft"
    open_petition(petition=petition, actor=actor)
    mark_delivered(petition=petition, actor=actor)
    for step in (open_petition, close_petition):
        with pytest.raises(StateConflict) as refused:
            step(petition=petition, actor=actor)
        assert refused.value.code == "petition.delivered"


def test_it_does_not_open_before_its_campaign_is_public(story: Coalition) -> None:
    petition = made(story)
    move_campaign(campaign=story.campaign, state=CampaignState.ENDED, actor=SYSTEM)
    with pytest.raises(StateConflict) as refused:
        open_petition(petition=petition, actor=story.actor(group=1))
    assert refused.value.code == "campaign.ended"


def test_the_lead_may_close_a_partners_petition(story: Coalition) -> None:
    petition = open_petition_of(story, group=1)
    closed = close_petition(petition=petition, actor=story.actor(role=Role.ORGANIZER))
    assert closed.state == "closed"


def test_others_may_not(story: Coalition) -> None:
    petition, stranger = open_petition_of(story), coalition_of(1)
    for actor in (
        story.actor(group=1),
        story.actor(group=1, role=Role.STEWARD),
        story.actor(role=Role.STEWARD),
        stranger.actor(),
    ):
        with pytest.raises(Forbidden):
            close_petition(petition=petition, actor=actor)
    assert Petition.objects.get().state == "open"


def test_another_groups_draft_is_unknown(story: Coalition) -> None:
    draft = draft_petition_of(story)
    for actor in (story.actor(group=1), coalition_of(1).actor()):
        with pytest.raises(NotFound):
            open_petition(petition=draft, actor=actor)


def test_all_may_change_in_a_draft(story: Coalition) -> None:
    changes = {"title": "New", "text": "New.", "confirmation": "none", "goal": 1000}
    changed = update_petition(
        petition=made(story), changes=changes, version=1, actor=story.actor(group=1)
    )
    assert {name: getattr(changed, name) for name in changes} == changes
    assert changed.version == 2


@pytest.mark.parametrize(
    "changes",
    [{"title": "New"}, {"text": "New."}, {"confirmation": "none"}, {"people_per_mailbox": 2}],
)
def test_what_people_signed_stays(story: Coalition, changes: dict[str, Any]) -> None:
    petition = open_petition_of(story, group=1)
    with pytest.raises(StateConflict) as refused:
        update_petition(petition=petition, changes=changes, version=2, actor=story.actor(group=1))
    assert refused.value.code == "petition.fixed"


def test_the_promise_to_show_no_name_stays(story: Coalition) -> None:
    petition, actor = open_petition_of(story, group=1), story.actor(group=1)
    hidden = update_petition(
        petition=petition, changes={"display_rule": "never"}, version=2, actor=actor
    )
    assert hidden.display_rule == "never"
    with pytest.raises(StateConflict):
        update_petition(
            petition=petition, changes={"display_rule": "signer"}, version=3, actor=actor
        )


def test_a_change_of_an_older_version_is_refused(story: Coalition) -> None:
    petition, actor = open_petition_of(story, group=1), story.actor(group=1)
    update_petition(petition=petition, changes={"goal": 500}, version=2, actor=actor)
    with pytest.raises(PreconditionFailed):
        update_petition(petition=petition, changes={"goal": 900}, version=2, actor=actor)
    assert Petition.objects.get().goal == 500
