"""Something is added to a campaign, a petition or a bundle while that is changed: both are done."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from campaign.models import Campaign, Locality
from campaign.models.campaign import CampaignState
from campaign.services.campaign import move_campaign, update_campaign
from campaign.services.locality import add_locality
from core.actors import SYSTEM
from core.models.duty import DutyState
from events.models import Event
from petitions.models import Bundle, Petition
from petitions.services.bundle import parse_split, request_bundle, retry_bundle
from petitions.services.petition import update_petition
from tests.concurrency.crowd import in_background, wait_until_blocked
from tests.events.gatherings import an_event
from tests.stories import coalition_of, open_petition_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


def retitle(campaign: Campaign) -> Any:
    return update_campaign(campaign=campaign, changes={"title": "New"}, version=1, actor=SYSTEM)


def end(campaign: Campaign) -> Any:
    return move_campaign(campaign=campaign, state=CampaignState.ENDED, actor=SYSTEM)


@pytest.mark.parametrize("change", [retitle, end])
def test_a_place_is_added_while_its_campaign_is_changed(change: Callable[[Campaign], Any]) -> None:
    """Who changes it waits for the audit chain; who adds asks for the campaign's key at commit."""
    story = coalition_of(1)
    with transaction.atomic():
        add_locality(
            campaign=story.campaign, slug="oakland", name="Oakland", region="CA", actor=SYSTEM
        )
        late = in_background(partial(change, story.campaign))
        wait_until_blocked()
    assert late.result(timeout=30).version == 2
    assert Locality.objects.get().campaign == story.campaign


def test_a_bundle_is_asked_for_while_its_petition_is_changed() -> None:
    petition = open_petition_of(coalition_of(1))
    change = partial(
        update_petition,
        petition=petition,
        changes={"goal": 500},
        version=petition.version,
        actor=SYSTEM,
    )
    with transaction.atomic():
        request_bundle(petition=petition, rule=parse_split("none"), since=None, actor=SYSTEM)
        late = in_background(change)
        wait_until_blocked()
    assert (late.result(timeout=30).goal, Petition.objects.get().goal) == (500, 500)
    assert Bundle.objects.get().petition == petition


def test_an_event_names_a_bundle_that_is_taken_up_again() -> None:
    story = coalition_of(1)
    petition = open_petition_of(story)
    bundle = request_bundle(petition=petition, rule=parse_split("none"), since=None, actor=SYSTEM)
    Bundle.objects.filter(pk=bundle.pk).update(state=DutyState.FAILED)
    with transaction.atomic():
        an_event(story, bundle=bundle)
        late = in_background(partial(retry_bundle, bundle=bundle, actor=SYSTEM))
        wait_until_blocked()
    assert late.result(timeout=30).state == DutyState.PENDING
    assert Event.objects.get().bundle == bundle
