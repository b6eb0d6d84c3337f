"""The places that a campaign pursues, as in the story of the model ordinance."""

from datetime import date
from typing import Any

import pytest

from campaign.models import Locality, Stage
from campaign.selectors.locality import localities_of
from campaign.services.locality import add_locality, move_locality
from core.actors import Actor
from core.errors import Forbidden, Invalid
from groups.models import Role
from tests.stories import Coalition, a_group, coalition_of, staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def richmond(story: Coalition, **changes: Any) -> Locality:
    fields = {"slug": "richmond", "name": "Richmond", "region": "CA", "body": "City Council"}
    return add_locality(
        campaign=story.campaign,
        group=story.groups[1],
        actor=story.actor(role=Role.ORGANIZER),
        **{**fields, **changes},
    )


def test_a_place_goes_its_way(story: Coalition) -> None:
    place = richmond(story, stage=Stage.CONSIDERING)
    local = story.actor(group=1, role=Role.ORGANIZER)
    move_locality(locality=place, stage=Stage.VOTING, stage_on=date(2026, 6, 2), actor=local)
    move_locality(
        locality=place, stage=Stage.ADOPTED, stage_on=date(2026, 6, 16), actor=story.actor()
    )
    (shown,) = localities_of(story.campaign)
    assert (shown.stage, shown.stage_on, shown.version) == ("adopted", date(2026, 6, 16), 3)
    assert [(step.stage, step.stage_on) for step in shown.steps.all()] == [
        ("considering", None),
        ("voting", date(2026, 6, 2)),
        ("adopted", date(2026, 6, 16)),
    ]


def test_saying_it_again_adds_no_step(story: Coalition) -> None:
    place = richmond(story)
    move_locality(locality=place, stage=Stage.LATER, stage_on=None, actor=story.actor())
    assert place.steps.count() == 1


def test_only_the_lead_adds_places(story: Coalition) -> None:
    for actor in (story.actor(group=1), story.actor(role=Role.STEWARD)):
        with pytest.raises(Forbidden):
            add_locality(campaign=story.campaign, slug="x", name="X", region="CA", actor=actor)
    assert not Locality.objects.exists()


def test_others_do_not_move_them(story: Coalition) -> None:
    place = richmond(story)
    stranger = Actor(user_id=staff_of(a_group(), Role.COORDINATOR).pk)
    for actor in (stranger, story.actor(group=1, role=Role.STEWARD)):
        with pytest.raises(Forbidden):
            move_locality(locality=place, stage=Stage.ADOPTED, stage_on=None, actor=actor)


def test_a_slug_is_taken_once_in_a_campaign(story: Coalition) -> None:
    richmond(story)
    with pytest.raises(Invalid) as refused:
        richmond(story)
    assert refused.value.errors[0].code == "taken"
    richmond(coalition_of(2))


def test_a_local_group_is_a_partner(story: Coalition) -> None:
    with pytest.raises(Invalid) as refused:
        add_locality(
            campaign=story.campaign,
            slug="x",
            name="X",
            region="CA",
            group=a_group(),
            actor=story.actor(),
        )
    assert refused.value.errors[0].code == "not_a_partner"
