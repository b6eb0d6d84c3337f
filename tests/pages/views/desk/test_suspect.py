"""Suspects at the desk: counted for all of the group, masked and decided for who may."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from groups.models import Role
from petitions.models import Signature
from tests.pages.views.desk.sessions import staff_at
from tests.pages.words import text_of
from tests.petitions.signing import sign
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


def signed(story: Coalition, petition: Any, number: int) -> Signature:
    return sign(
        petition, suspect="too_fast", source=story.groups[1].slug, email=f"p{number}@example.org"
    )


def test_suspects_are_counted_masked_and_decided(story: Coalition) -> None:
    petition = open_petition_of(story)
    path = f"/desk/petitions/{petition.slug}/suspects/"
    steward = staff_at(story, group=1, role=Role.STEWARD)
    assert "Nothing waits for a decision." in text_of(steward.get(path))
    rows = [signed(story, petition, 0)]
    with CaptureQueriesContext(connection) as one:
        steward.get(path)
    rows += [signed(story, petition, 1), signed(story, petition, 2)]
    with CaptureQueriesContext(connection) as three:
        page = steward.get(path)
    assert (len(three), len(one) < 30) == (len(one), True)
    words = text_of(page)
    counted = [(one["reason"], one["source"], one["shown"]) for one in page.context["counts"]]
    assert counted == [("too_fast", story.groups[1].name, "<10")]
    assert {row.source for row, _ in page.context["rows"]} == {story.groups[1].name}
    assert (words.count("Ana C."), "Castillo" in words, "example.org" in words) == (3, False, False)
    organizer = staff_at(story, group=1, role=Role.ORGANIZER).get(path)
    other = staff_at(story, group=2, role=Role.STEWARD).get(path)
    assert [len(answer.context["counts"]) for answer in (organizer, other)] == [1, 0]
    assert "Ana" not in text_of(organizer) + text_of(other)
    none = steward.post(path, {"verdict": "keep"})
    assert (none.status_code, "Mark at least one signature." in text_of(none)) == (400, True)
    asked = steward.post(path, {"verdict": "exclude", "id": [rows[0].pk]})
    assert "Exclude 1 signature?" in text_of(asked)
    assert not Signature.objects.filter(state="invalidated").exists()
    form = {"verdict": "exclude", "sure": "1", "id": [rows[0].pk]}
    said = [text_of(steward.post(path, form, follow=True)) for _ in range(2)]
    assert "1 signature is decided." in said[0]
    assert "Somebody had decided about these already." in said[1]
    query = f"?verdict=keep&reason=too_fast&source={rows[1].source_id}"
    page = steward.get(path + "all/" + query)
    assert "Keep all of these?" in text_of(page)
    form = {
        "verdict": "keep",
        "reason": "too_fast",
        "source": str(rows[1].source_id),
        "until": page.context["until"],
    }
    assert "2 signatures are decided." in text_of(steward.post(path + "all/", form, follow=True))
    assert Signature.objects.filter(suspect="", state="unconfirmed").count() == 2
    assert "Nothing waits for a decision." in text_of(steward.get(path))


def test_long_lists_of_suspects_are_paged(story: Coalition) -> None:
    petition = open_petition_of(story)
    for number in range(52):
        signed(story, petition, number)
    lead = staff_at(story)
    first = lead.get(f"/desk/petitions/{petition.slug}/suspects/")
    last = lead.get(first.context["next_url"])
    ids = [row.id for page in (first, last) for row, _ in page.context["rows"]]
    assert (len(ids), len(set(ids)), last.context["next_url"]) == (52, 52, "")


def test_an_organizer_proposes_and_the_steward_reads_it(story: Coalition) -> None:
    petition = open_petition_of(story)
    row = signed(story, petition, 0)
    path = f"/desk/petitions/{petition.slug}/suspects/"
    organizer = staff_at(story, group=1, role=Role.ORGANIZER)
    User.objects.filter(pk=organizer.session["_auth_user_id"]).update(name="Rosa Medina")
    steward = staff_at(story, group=1, role=Role.STEWARD)
    query = f"?verdict=keep&reason=too_fast&source={row.source_id}"
    page = organizer.get(path)
    assert f"{path}propose/{query}".replace("&", "&amp;") in page.content.decode()
    assert "propose/" not in steward.get(path).content.decode()
    assert "Propose to keep all of these?" in text_of(organizer.get(f"{path}propose/{query}"))
    form = {"verdict": "keep", "reason": "too_fast", "source": str(row.source_id)}
    long = organizer.post(f"{path}propose/", {**form, "note": "x" * 501})
    assert (long.status_code, long.content.decode().count("x" * 501)) == (400, 1)
    said = organizer.post(f"{path}propose/", {**form, "note": "We had a stand."}, follow=True)
    assert "Your proposal is noted." in text_of(said)
    assert "Proposed: keep them – We had a stand. (Rosa Medina, " in text_of(steward.get(path))
    of_lead = staff_at(story).get(path).content.decode().split("<main")[1]
    shown = [word in of_lead for word in ("We had a stand.", "Medina", "@")]
    assert shown == [True, False, False]
    assert "We had a stand." not in text_of(staff_at(story, group=2).get(path))
    assert organizer.get(f"{path}propose/?verdict=keep&reason=x&source=1").status_code == 404
