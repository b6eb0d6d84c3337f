"""Links under which a petition is shared."""

import pytest

from groups.models import Role
from petitions.models import Petition, Source
from tests.pages.views.desk.sessions import refusals, staff_at
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    petition = open_petition_of(story)
    for group in story.groups:
        Source.objects.create(petition=petition, group=group, channel="street")
    return petition


def test_each_sees_the_links_of_their_own_groups(story: Coalition, petition: Petition) -> None:
    path = f"/desk/petitions/{petition.slug}/share/"
    lead, partner = story.groups
    seen = {
        number: [link for *_, link in staff_at(story, group=number).get(path).context["links"]]
        for number in range(2)
    }
    base = f"http://localhost:8000/p/{petition.slug}/?source="
    own = [f"{base}{partner.slug}", f"{base}{partner.slug}/street"]
    assert seen[1] == own
    assert sorted(seen[0]) == sorted([f"{base}{lead.slug}", f"{base}{lead.slug}/street", *own])


def test_a_new_channel_has_its_link_at_once(story: Coalition, petition: Petition) -> None:
    client = staff_at(story, group=1, role=Role.ORGANIZER)
    path, group = f"/desk/petitions/{petition.slug}/share/", story.groups[1].slug
    answer = client.get(path, {"group": group, "channel": " Newsletter "})
    assert answer.context["link"] == (
        f"http://localhost:8000/p/{petition.slug}/?source={group}/newsletter"
    )
    for channel in ("two words", "x" * 41, "a/b"):
        answer = client.get(path, {"group": group, "channel": channel})
        assert (answer.status_code, refusals(answer)) == (400, ["channel"])
    foreign = client.get(path, {"group": story.lead.slug})
    assert (foreign.status_code, refusals(foreign)) == (400, ["group"])
