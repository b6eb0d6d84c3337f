"""Bundles at the desk, from the request to the hand-over."""

from pathlib import Path
from typing import Any

import pytest

from core.models import AuditEntry
from core.models.duty import DutyState
from groups.models import Role
from petitions.bundle_files.verify import verify_bundle
from petitions.models import Bundle, BundleCheck, Delivery, Petition, Signature
from petitions.services.bundle_build import build_pass
from petitions.services.bundle_check import check_pass
from petitions.services.decision import withdraw
from petitions.services.petition import close_petition
from tests.pages.views.desk.sessions import refusals, staff_at, taken
from tests.pages.words import text_of
from tests.petitions.signers import signer
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    """Of the second group; the first leads."""
    petition = open_petition_of(story, group=1)
    signer(petition, "Planted Person")
    return petition


def list_of(petition: Petition) -> str:
    return f"/desk/petitions/{petition.slug}/bundles/"


def ask(client: Any, petition: Petition, **changes: str) -> Any:
    number = str(petition.bundles.count() + 1)
    sent = {"split": "none", "since": "", "per_part": "1000", "number": number} | changes
    return client.post(list_of(petition), sent)


def asked(client: Any, petition: Petition, **changes: str) -> str:
    answer = ask(client, petition, **changes)
    assert answer.status_code == 303
    return str(answer["Location"])


def ready(story: Coalition, petition: Petition) -> str:
    path = asked(staff_at(story, role=Role.COORDINATOR), petition)
    build_pass()
    check_pass()
    return path


def steps_in(answer: Any) -> dict[str, str]:
    return {step.words: step.state for step in answer.context["steps"]}


def test_a_lead_seals_follows_checks_takes_and_hands_over(
    story: Coalition, petition: Petition, tmp_path: Path
) -> None:
    lead = staff_at(story, role=Role.ORGANIZER)
    path = asked(lead, petition, split="state")
    page = lead.get(path)
    assert steps_in(page) == {
        "Asked for": "done", "Sealed": "now", "Built": "later",
        "Checked": "later", "Handed over": "later",
    }  # fmt: skip
    assert f'hx-get="{path}progress/"' in page.content.decode()
    build_pass()
    assert "It is built, and now checked" in text_of(lead.get(path))
    check_pass()
    assert lead.get(path + "progress/")["HX-Refresh"] == "true"
    page = lead.get(path)
    assert "It is whole. Next: download it" in text_of(page)
    assert "Valid." in text_of(page)
    zipped = tmp_path / "b.zip"
    zipped.write_bytes(taken(lead.get(path + "download/")))
    assert verify_bundle(zipped).errors == []
    sent = {"delivered_to": "The clerk of the board", "day": "2020-01-01", "time": "12:00",
            "zone": "America/Chicago", "receipt": "Stamp 12"}  # fmt: skip
    early = lead.post(path + "hand-over/", sent)
    assert (early.status_code, refusals(early)) == (400, ["time"])
    now = Bundle.objects.get().finished_at
    assert now is not None
    sent |= {"day": f"{now:%Y-%m-%d}", "time": f"{now:%H:%M}", "zone": "UTC"}
    Bundle.objects.update(sealed_at=now.replace(second=0, microsecond=0))
    for _ in range(2):
        assert lead.post(path + "hand-over/", sent).status_code == 303
    assert list(Delivery.objects.values_list("delivered_to", "receipt")) == [
        ("The clerk of the board", "Stamp 12")
    ]
    page = lead.get(path)
    assert set(steps_in(page).values()) == {"done"}
    assert "The clerk of the board" in text_of(page)


def test_a_closed_petition_is_delivered_by_the_hand_over_and_the_page_says_so(
    story: Coalition, petition: Petition
) -> None:
    path, lead = ready(story, petition), staff_at(story)
    assert "The petition stays open" in text_of(lead.get(path + "hand-over/"))
    close_petition(petition=petition, actor=story.actor())
    assert "with this it is delivered" in text_of(lead.get(path + "hand-over/"))


def test_an_organizer_asks_and_another_approves(story: Coalition, petition: Petition) -> None:
    organizer = staff_at(story, group=1, role=Role.ORGANIZER)
    path = asked(organizer, petition)
    page = organizer.get(path)
    assert (page.context["may_approve"], page.context["may_drop"]) == (False, True)
    assert "nobody approves their own request" in text_of(page)
    assert organizer.post(path + "approve/").status_code == 403
    steward = staff_at(story, group=1, role=Role.STEWARD)
    assert steward.get(path).context["may_approve"] is True
    assert steward.post(path + "approve/").status_code == 303
    assert steward.post(path + "approve/").status_code == 409
    build_pass()
    check_pass()
    assert "Stewards and the lead can download it" in text_of(organizer.get(path))
    assert organizer.get(path + "download/").status_code == 403
    assert path + "hand-over/" not in steward.get(path).content.decode()


def test_a_request_is_dropped_by_who_asked(story: Coalition, petition: Petition) -> None:
    organizer = staff_at(story, group=1, role=Role.ORGANIZER)
    path = asked(organizer, petition)
    assert staff_at(story, group=1).post(path + "call-off/").status_code == 403
    for _ in range(2):
        assert organizer.post(path + "call-off/").status_code == 303
    assert "This request was dropped." in text_of(organizer.get(path))
    assert staff_at(story).post(path + "approve/").status_code == 409


def test_pressing_the_button_twice_asks_once(story: Coalition, petition: Petition) -> None:
    lead = staff_at(story)
    first = ask(lead, petition, number="1")
    second = ask(lead, petition, number="1")
    assert [first.status_code, second.status_code] == [303, 303]
    assert (second["Location"], Bundle.objects.count()) == (list_of(petition), 1)


def test_a_bundle_may_follow_an_earlier_one(story: Coalition, petition: Petition) -> None:
    path, lead = ready(story, petition), staff_at(story)
    signer(petition, "Bao Tran")
    first = path.rstrip("/").rpartition("/")[2]
    later = asked(lead, petition, since=first, split="count", per_part="500")
    build_pass()
    bundle = Bundle.objects.latest("pk")
    assert (bundle.signatures, bundle.split_rule, bundle.since) == (
        1, "count:500", Bundle.objects.get(public_id=first),
    )  # fmt: skip
    assert "Who is not in bundle 1" in text_of(lead.get(later))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"split": "zip"}, "split"),
        ({"split": "count", "per_part": "0"}, "per_part"),
        ({"split": "count", "per_part": ""}, "per_part"),
        ({"since": "nonsense"}, "since"),
    ],
)
def test_what_cannot_be_meant_is_said(
    story: Coalition, petition: Petition, change: dict[str, str], field: str
) -> None:
    answer = ask(staff_at(story), petition, **change)
    assert (answer.status_code, refusals(answer), Bundle.objects.count()) == (400, [field], 0)


def test_a_bundle_found_broken_says_what_and_is_not_to_be_handed_over(
    story: Coalition, petition: Petition
) -> None:
    path, lead = ready(story, petition), staff_at(story)
    BundleCheck.objects.update(is_valid=False, errors=["counts.csv was changed."])
    page = lead.get(path)
    assert "Do not hand it over" in text_of(page)
    assert "counts.csv was changed." in text_of(page)
    assert (steps_in(page)["Checked"], steps_in(page)["Handed over"]) == ("wrong", "later")
    assert lead.post(path + "check/").status_code == 303
    check_pass()
    assert "Valid." in text_of(lead.get(path))


def test_a_bundle_that_could_not_be_made_is_tried_again(
    story: Coalition, petition: Petition
) -> None:
    lead = staff_at(story)
    path = asked(lead, petition)
    Bundle.objects.update(state=DutyState.FAILED, last_error="interrupted")
    assert "It was interrupted again and again." in text_of(lead.get(path))
    assert lead.post(path + "retry/").status_code == 303
    build_pass()
    assert lead.get(path).context["stage"] == "ready"


def test_who_took_it_is_noted_and_asking_for_its_size_is_not(
    story: Coalition, petition: Petition
) -> None:
    path, lead = ready(story, petition), staff_at(story)
    head = lead.head(path + "download/")
    assert int(head["Content-Length"]) > 1000
    noted = AuditEntry.objects.filter(action="bundle.downloaded")
    assert noted.count() == 0
    answer = lead.get(path + "download/")
    assert len(taken(answer)) == int(head["Content-Length"])
    assert list(noted.values_list("actor_user_id", flat=True)) == [story.person().pk]


def test_who_took_a_signature_back_since_the_seal_is_said_before_the_hand_over(
    story: Coalition, petition: Petition
) -> None:
    lead, path = staff_at(story, role=Role.COORDINATOR), ready(story, petition)
    later = signer(petition, "Later Person")
    withdraw(signature_id=later.pk)
    assert "since this bundle was sealed" not in text_of(lead.get(path))

    withdraw(signature_id=Signature.objects.exclude(pk=later.pk).get(petition=petition).pk)

    words = "1 person has taken their signature back since this bundle was sealed"
    assert words in text_of(lead.get(path))
    assert words in text_of(lead.get(f"{path}hand-over/"))


def test_only_staff_of_the_petitions_group_and_the_lead_know_of_bundles(
    story: Coalition, petition: Petition
) -> None:
    path = ready(story, petition)
    for role in Role:
        other = staff_at(story, group=2, role=role)
        for address in (list_of(petition), path, *(path + s for s in ("progress/", "download/"))):
            assert (address, other.get(address).status_code) == (address, 404)
        for step in ("approve/", "call-off/", "retry/", "check/", "hand-over/"):
            assert (step, other.post(path + step).status_code) == (step, 404)
        assert ask(other, petition).status_code == 404
        tabs = other.get(f"/desk/petitions/{petition.slug}/").context["tabs"]
        assert "Bundles" not in [tab.words for tab in tabs]
    steward = staff_at(story, group=1, role=Role.STEWARD)
    assert steward.get(path + "hand-over/").status_code == 403


def test_no_page_of_a_bundle_names_anybody(story: Coalition, petition: Petition) -> None:
    path, lead = ready(story, petition), staff_at(story)
    pages = [lead.get(one).content for one in (list_of(petition), path, path + "hand-over/")]
    assert [page for page in pages if b"Planted" in page] == []


def test_more_bundles_take_no_more_queries(
    story: Coalition, petition: Petition, django_assert_num_queries: Any
) -> None:
    lead = staff_at(story)
    path = ready(story, petition)
    with django_assert_num_queries(8):
        lead.get(list_of(petition))
    for _ in range(2):
        ready(story, petition)
    with django_assert_num_queries(8):
        lead.get(list_of(petition))
    with django_assert_num_queries(10):
        lead.get(path)
