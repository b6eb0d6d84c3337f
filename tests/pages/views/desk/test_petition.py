"""A petition's page at the desk: figures, charts, what each role sees, files of counts."""

import json
from datetime import date
from typing import Any

import pytest

from groups.models import Role
from petitions.models import Petition, Source
from petitions.services.tally import count_changes
from petitions.services.tally_overlap import overlap_pass
from tests.pages.views.desk.sessions import signed_in, staff_at
from tests.pages.words import text_of
from tests.petitions.ballot_box import BallotBox, box_of
from tests.stories import Coalition, a_person, coalition_of, draft_petition_of, open_petition_of
from tests.stories import platform_admin as an_admin

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


@pytest.fixture
def box(story: Coalition) -> BallotBox:
    """Through the three groups: 14, 11 and 3; one of the first came through the second, too."""
    box = box_of(open_petition_of(story), story.groups)
    for source, people in enumerate((14, 11, 3)):
        signed = [box.sign(source=source, place=source, days=source) for _ in range(people)]
        if source == 0:
            box.deliver_again(signed[0], source=1)
    count_changes()
    overlap_pass()
    return box


def path_of(petition: Petition) -> str:
    return f"/desk/petitions/{petition.slug}/"


def sources_in(answer: Any) -> dict[str, int | str]:
    return {name: shown["counted"] for name, shown in answer.context["source_rows"]}


def test_the_lead_sees_the_parts_of_all_with_small_counts_hidden(
    story: Coalition, box: BallotBox
) -> None:
    answer = staff_at(story).get(path_of(box.petition))
    names = [group.name for group in story.groups]
    assert sources_in(answer) == {names[0]: 14, names[1]: 11, names[2]: "<10"}
    assert (answer.context["total"]["counted"], answer.context["goal"]) == (28, 100)
    tiles = {tile.letters: tile.n for tile in answer.context["tiles"]}
    assert {letters: n for letters, n in tiles.items() if n} == {"CA": "hidden", "NY": 14}
    assert answer.context["state_rows"] == [
        ("New York", 14),
        ("California", "hidden"),
        ("Germany", "<10"),
    ]
    assert answer.context["day_rows"] == [
        (date(2026, 6, 3), "<10"),
        (date(2026, 6, 2), "hidden"),
        (date(2026, 6, 1), 14),
    ]
    assert answer.context["overlap"]["rows"][0] == (
        names[0], [(14, True), ("<10", False), (0, False)],
    )  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_a_partner_sees_the_whole_and_its_own_part(
    story: Coalition, box: BallotBox, role: Role
) -> None:
    answer = staff_at(story, group=1, role=role).get(path_of(box.petition))
    names = [group.name for group in story.groups]
    assert answer.context["total"]["counted"] == 28
    assert sources_in(answer) == {names[1]: 11}
    assert [row[0] for row in answer.context["overlap"]["rows"]] == [names[1]]
    assert answer.context["state_rows"] == [("California", 11)]
    assert answer.context["files"] == []
    assert f"your own group ({names[1]})." in text_of(answer)
    # Who brings in lists is a steward; others would be refused.
    assert ("bring in lists" in text_of(answer)) == (role is Role.STEWARD)
    lists = staff_at(story, group=1, role=role).get(f"{path_of(box.petition)}imports/")
    assert (lists.status_code == 200) == (role is Role.STEWARD)


def test_who_has_no_part_in_the_campaign_finds_nothing(story: Coalition, box: BallotBox) -> None:
    for user in (a_person(), coalition_of(1).person(role=Role.COORDINATOR)):
        for path in (
            "",
            "figures/",
            "counts.csv",
            "edit/",
            "close/",
            "share/",
            "imports/",
            "bundles/",
        ):
            answer = signed_in(user).get(path_of(box.petition) + path)
            assert (path, answer.status_code) == (path, 404)


def test_a_draft_is_for_its_group_and_the_lead(story: Coalition) -> None:
    draft = draft_petition_of(story, group=1, title="Planted draft")
    statuses = {
        group: staff_at(story, group=group).get(path_of(draft)).status_code for group in range(3)
    }
    assert statuses == {0: 200, 1: 200, 2: 404}


def test_the_figures_alone_are_a_part_that_asks_again_while_people_can_sign(
    story: Coalition, box: BallotBox
) -> None:
    client = staff_at(story, group=2)
    part = client.get(path_of(box.petition) + "figures/")
    assert part.content.decode().lstrip().startswith('<div id="figures" hx-get=')
    box.sign()
    assert "29" in text_of(client.get(path_of(box.petition) + "figures/"))
    staff_at(story).post(path_of(box.petition) + "close/")
    closed = client.get(path_of(box.petition) + "figures/").content.decode()
    assert "hx-get" not in closed


def test_whoever_sees_all_counts_takes_them_along_as_files(
    story: Coalition, box: BallotBox
) -> None:
    lead = staff_at(story)
    kinds = {
        ending: lead.get(path_of(box.petition) + f"counts.{ending}").content[:4]
        for ending in ("csv", "xlsx", "json", "pdf")
    }
    assert kinds == {
        "csv": b"\xef\xbb\xbft",
        "xlsx": b"PK\x03\x04",
        "json": b'{\n "',
        "pdf": b"%PDF",
    }
    counts = json.loads(lead.get(path_of(box.petition) + "counts.json").content)
    assert counts["by"]["source"][story.groups[2].slug]["counted"] == "<10"
    assert lead.get(path_of(box.petition) + "counts.exe").status_code == 404
    answer = lead.get(path_of(box.petition) + "counts.pdf")
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{box.petition.slug}-')
    statuses = {
        "partner": staff_at(story, group=1).get(path_of(box.petition) + "counts.csv").status_code,
        "admin": signed_in(an_admin()).get(path_of(box.petition) + "counts.csv").status_code,
    }
    assert statuses == {"partner": 403, "admin": 200}


def test_an_empty_petition_says_what_to_do(story: Coalition) -> None:
    words = text_of(staff_at(story).get(path_of(open_petition_of(story))))
    assert "Nobody has signed yet." in words
    assert "This is counted once a minute." in words


def test_more_signatures_sources_and_days_take_no_more_queries(
    story: Coalition,
    box: BallotBox,
    django_assert_max_num_queries: Any,
    django_assert_num_queries: Any,
) -> None:
    client = staff_at(story)
    with django_assert_max_num_queries(22) as few:
        client.get(path_of(box.petition))
    for number in range(3):
        Source.objects.create(petition=box.petition, group=story.lead, channel=f"c{number}")
        box.sign(days=number + 5)
    count_changes()
    with django_assert_num_queries(len(few)):
        client.get(path_of(box.petition))
