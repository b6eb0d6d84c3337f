"""The form that records a hand-over."""

from datetime import UTC, timedelta

import pytest

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
