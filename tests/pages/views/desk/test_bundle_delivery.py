"""The form that records a hand-over."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from time_machine import travel

from petitions.models import Bundle, Delivery
from tests.pages.views.desk.sessions import refusals, staff_at
from tests.petitions.bundles import built
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Coalition:
    return coalition_of(1)


@pytest.fixture
def bundle(story: Coalition) -> Bundle:
    return built(open_petition_of(story))


def typed(bundle: Bundle, *, minutes: int) -> dict[str, str]:
    """What somebody fills in who gave it away so many minutes after the seal."""
    at = bundle.seal_time.astimezone(UTC) + timedelta(minutes=minutes)
    return {
        "delivered_to": "The board",
        "day": f"{at:%Y-%m-%d}",
        "time": f"{at:%H:%M}",
        "zone": "UTC",
        "receipt": "No. 12",
    }


def test_the_minute_of_the_seal_is_after_the_seal(story: Coalition, bundle: Bundle) -> None:
    """Nobody types seconds."""
    path = f"/desk/bundles/{bundle.public_id}/hand-over/"
    assert staff_at(story).post(path, typed(bundle, minutes=0)).status_code == 303
    (delivery,) = Delivery.objects.all()
    assert delivery.delivered_at == bundle.seal_time


def test_the_summary_says_of_each_field_what_is_missing(story: Coalition, bundle: Bundle) -> None:
    answer = staff_at(story).post(f"/desk/bundles/{bundle.public_id}/hand-over/", {})
    assert re.findall(r'<a href="#f-(\w+)">([^<]+)</a>', answer.content.decode()) == [
        ("delivered_to", "Write to whom it was given."),
        ("day", "Name the day."),
        ("time", "Name the time."),
        ("zone", "Choose the time zone."),
    ]
    assert (answer.status_code, Delivery.objects.count()) == (400, 0)


def test_the_form_begins_with_now(story: Coalition, bundle: Bundle) -> None:
    late = datetime(2027, 1, 5, 23, 30, tzinfo=ZoneInfo("America/New_York"))
    with travel(late, tick=False):
        page = staff_at(story).get(f"/desk/bundles/{bundle.public_id}/hand-over/")
    values = {one.name: one.value for one in page.context["inputs"]}
    assert [values[name] for name in ("day", "time", "zone")] == [
        "2027-01-05",
        "23:30",
        "America/New_York",
    ]


@pytest.mark.parametrize("minutes", [-1, 7])
def test_another_time_is_refused_where_it_is_typed(
    story: Coalition, bundle: Bundle, minutes: int
) -> None:
    path = f"/desk/bundles/{bundle.public_id}/hand-over/"
    answer = staff_at(story).post(path, typed(bundle, minutes=minutes))
    assert (answer.status_code, refusals(answer)) == (400, ["time"])
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize("receipt", ["x" * 2001, "No.\x0012"])
def test_a_receipt_that_cannot_be_kept_is_refused(
    story: Coalition, bundle: Bundle, receipt: str
) -> None:
    path = f"/desk/bundles/{bundle.public_id}/hand-over/"
    answer = staff_at(story).post(path, typed(bundle, minutes=1) | {"receipt": receipt})
    assert (answer.status_code, refusals(answer)) == (400, ["receipt"])
    assert Delivery.objects.count() == 0
