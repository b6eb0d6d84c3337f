"""Pages: cursors that nobody was given and sizes that are none are refused, never a 500."""

from base64 import b64encode

import pytest

from tests.stories import call, coalition_of

pytestmark = pytest.mark.django_db


def position(text: str) -> str:
    return b64encode(text.encode()).decode()


@pytest.mark.parametrize("cursor", ["p=abc", "r=1&p=", "p=%00", "p=NaN", "o=-1", "p=1e5"])
def test_a_cursor_that_no_page_gave_is_refused(cursor: str) -> None:
    answer = call("GET", f"/api/v1/campaigns/?cursor={position(cursor)}")
    errors = [(error["field"], error["code"]) for error in answer.json()["errors"]]
    assert (answer.status_code, errors) == (400, [("cursor", "invalid")])


def test_a_name_as_position_may_not_hold_what_no_database_takes() -> None:
    token = coalition_of(1).token()
    answer = call("GET", f"/api/v1/groups/?cursor={position('p=%00')}", token=token)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "cursor")


@pytest.mark.parametrize("limit", ["0", "-1", "", "two", "1.0", "٣", "9" * 5000])
def test_a_size_that_is_none_is_refused(limit: str) -> None:
    answer = call("GET", f"/api/v1/campaigns/?limit={limit}")
    errors = [(error["field"], error["code"]) for error in answer.json()["errors"]]
    assert (answer.status_code, errors) == (400, [("limit", "invalid")])


def test_a_large_size_is_the_largest() -> None:
    assert call("GET", "/api/v1/campaigns/?limit=1000000").status_code == 200
