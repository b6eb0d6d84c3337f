"""A petition's sources through the API."""

import pytest

from petitions.models import Source
from tests.stories import call, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


def test_a_group_sees_its_own_and_the_lead_sees_all() -> None:
    story = coalition_of(3)
    petition = open_petition_of(story)
    for group, channel in ((0, ""), (1, ""), (1, "sms"), (2, "hush-channel")):
        Source.objects.create(petition=petition, group=story.groups[group], channel=channel)
    path = f"/api/v1/petitions/{petition.slug}/sources/"
    partner = call("GET", path, token=story.token(group=1))
    slug = story.groups[1].slug
    assert partner.json()["results"] == [
        {"source": slug, "group": slug, "channel": ""},
        {"source": f"{slug}/sms", "group": slug, "channel": "sms"},
    ]
    assert "hush" not in partner.content.decode()
    lead = call("GET", path, token=story.token()).json()["results"]
    assert [row["source"] for row in lead] == [
        story.lead.slug,
        slug,
        f"{slug}/sms",
        f"{story.groups[2].slug}/hush-channel",
    ]
