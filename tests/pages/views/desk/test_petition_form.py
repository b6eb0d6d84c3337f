"""Making, changing, opening and closing a petition at the desk."""

from typing import Any

import pytest

from campaign.models import Campaign
from groups.models import Role
from petitions.models import Petition
from tests.pages.views.desk.sessions import refusals, signed_in, staff_at
from tests.pages.words import text_of
from tests.stories import Coalition, a_person, coalition_of, draft_petition_of, open_petition_of

pytestmark = pytest.mark.django_db
NEW = "/desk/petitions/new/"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


def typed(story: Coalition, group: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "place": f"{story.campaign.slug}/{story.groups[group].slug}",
        "title": "Keep the Harbour Clinic open!",
        "target": "The county board",
        "text": "Fund **it** for ten years.",
        "goal": "1,000",
        "confirmation": "required",
        "display_rule": "signer",
        "show_comments": "on",
        "people_per_mailbox": "1",
    } | changes


def test_an_organizer_writes_a_draft_whose_address_is_made_from_the_title(story: Coalition) -> None:
    client = staff_at(story, group=1, role=Role.ORGANIZER)
    answer = client.post(NEW, typed(story))
    made = Petition.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        303, "/desk/petitions/keep-the-harbour-clinic-open/",
    )  # fmt: skip
    assert (made.state, made.group, made.goal, made.show_comments) == (
        "draft", story.groups[1], 1000, True,
    )  # fmt: skip


def test_a_preview_shows_the_text_and_saves_nothing(story: Coalition) -> None:
    client = staff_at(story, group=1, role=Role.ORGANIZER)
    answer = client.post(NEW, typed(story, preview="1", text="**Bold** <script>x</script>"))
    page = answer.content.decode()
    assert (answer.status_code, Petition.objects.count()) == (200, 0)
    assert "<strong>Bold</strong> &lt;script&gt;" in page
    assert 'value="keep-the-harbour-clinic-open"' in page

    long = client.post(NEW, typed(story, preview="1", text="**Bold**" + "[" * 60_000))
    assert (long.status_code, "<strong>Bold" in long.content.decode()) == (400, False)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"goal": "many"}, "goal"),
        ({"goal": "0"}, "goal"),
        ({"goal": "9" * 30}, "goal"),
        ({"slug": "new"}, "slug"),
        ({"slug": "Mit Umlaut"}, "slug"),
        ({"title": "水"}, "slug"),
        ({"place": "no/where"}, "place"),
        ({"confirmation": "perhaps"}, "confirmation"),
        ({"display_rule": ""}, "display_rule"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    story: Coalition, change: dict[str, str], field: str
) -> None:
    client = staff_at(story, group=1, role=Role.ORGANIZER)
    answer = client.post(NEW, typed(story, **change))
    assert (answer.status_code, refusals(answer), Petition.objects.count()) == (400, [field], 0)
    assert "Fund **it** for ten years." in answer.content.decode()


def test_a_second_press_of_the_button_finds_the_address_taken(story: Coalition) -> None:
    client = staff_at(story, group=1, role=Role.ORGANIZER)
    answers = [client.post(NEW, typed(story)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 400]
    assert (refusals(answers[1]), Petition.objects.count()) == (["slug"], 1)


def test_stewards_and_strangers_write_none(story: Coalition) -> None:
    for client in (staff_at(story, role=Role.STEWARD), signed_in(a_person())):
        assert client.get(NEW).status_code == 404
        assert client.post(NEW, typed(story)).status_code == 404


def test_nobody_writes_in_the_name_of_another_group(story: Coalition) -> None:
    client = staff_at(story, group=1, role=Role.ORGANIZER)
    answer = client.post(NEW, typed(story, group=0))
    assert (answer.status_code, refusals(answer)) == (400, ["place"])


def test_two_who_change_it_at_once_do_not_undo_each_other(story: Coalition) -> None:
    draft = draft_petition_of(story)
    path = f"/desk/petitions/{draft.slug}/edit/"
    client, other = staff_at(story), staff_at(story, role=Role.ORGANIZER)
    version = client.get(path).context["version"]
    assert other.post(path, typed(story, title="Theirs", version=version)).status_code == 303
    answer = client.post(path, typed(story, title="Mine", version=version))
    draft.refresh_from_db()
    assert (answer.status_code, draft.title) == (412, "Theirs")
    assert "Someone else changed this petition" in text_of(answer)
    assert 'value="Mine"' in answer.content.decode()


def test_of_an_open_petition_the_texts_stay(story: Coalition) -> None:
    petition = open_petition_of(story)
    path = f"/desk/petitions/{petition.slug}/edit/"
    client = staff_at(story)
    names = [one.name for part in client.get(path).context["parts"] for one in part]
    assert names == ["goal", "display_rule", "show_comments"]
    sent = typed(story, title="Another", goal="5000", version=petition.version)
    assert client.post(path, sent).status_code == 303
    changed = Petition.objects.get()
    assert (changed.title, changed.goal) == (petition.title, 5000)


def test_it_opens_closes_and_opens_again(story: Coalition) -> None:
    draft = draft_petition_of(story)
    path = f"/desk/petitions/{draft.slug}/"
    client, states = staff_at(story, role=Role.ORGANIZER), []
    for step in ("open/", "open/", "close/", "close/", "open/"):
        assert client.post(path + step).status_code == 303
        draft.refresh_from_db()
        states.append(draft.state)
    assert states == ["open", "open", "closed", "closed", "open"]
    assert "Nobody will be able to sign any more" in text_of(client.get(path + "close/"))
    assert client.get(path + "open/").status_code == 405


def test_a_petition_of_a_draft_campaign_cannot_open_and_says_why(story: Coalition) -> None:
    draft = draft_petition_of(story)
    Campaign.objects.update(state="draft")
    answer = staff_at(story).post(f"/desk/petitions/{draft.slug}/open/")
    assert answer.status_code == 409
    assert "publish the campaign first" in text_of(answer)


def test_who_may_see_and_not_change_has_no_buttons_and_is_refused(story: Coalition) -> None:
    petition = open_petition_of(story, group=0)
    path = f"/desk/petitions/{petition.slug}/"
    client = staff_at(story, group=1)
    assert path + "edit/" not in client.get(path).content.decode()
    statuses = {step: client.post(path + step).status_code for step in ("edit/", "close/", "open/")}
    assert statuses == {"edit/": 403, "close/": 403, "open/": 403}
    petition.refresh_from_db()
    assert petition.state == "open"
