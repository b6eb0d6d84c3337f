"""Every failure is answered as a problem: RFC 9457 for programs, a page for people."""

from typing import Any

import pytest
from django.test import Client

from core.problems.problem import CONTENT_TYPE

pytestmark = pytest.mark.urls("tests.core.problems.addresses")

EXPECTED = [
    ("conflict", 409, "petition.closed", None),
    ("invalid", 400, "invalid", None),
    ("limited", 429, "too_many_requests", "17"),
    ("missing", 404, "not_found", None),
    ("denied", 403, "forbidden", None),
    ("suspicious", 400, "bad_request", None),
    ("away", 503, "unavailable", "5"),
    ("closed", 503, "unavailable", "5"),
    ("redis", 503, "unavailable", "5"),
    ("data", 400, "bad_request", None),
    ("nul", 400, "bad_request", None),
    ("throttled", 429, "too_many_requests", "4"),
    ("unauthenticated", 401, "unauthenticated", None),
    ("bug", 500, "internal_server_error", None),
]


@pytest.fixture(params=[False, True], ids=["production", "debug"])
def client(request: pytest.FixtureRequest, settings: Any) -> Client:
    settings.DEBUG = request.param
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("what", "status", "code", "retry"), EXPECTED)
@pytest.mark.parametrize("kind", ["frame", "plain"])
def test_the_api_answers_problem_details(
    client: Client, kind: str, what: str, status: int, code: str, retry: str | None
) -> None:
    response = client.get(f"/api/{kind}/{what}/")
    problem = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, CONTENT_TYPE)
    assert set(problem) == {"type", "title", "status", "detail", "code", "errors"}
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"http://localhost:8000/problems/{code}/"
    assert response.headers.get("Retry-After") == retry
    assert response.headers.get("WWW-Authenticate") == ("Bearer" if status == 401 else None)
    assert b"jane" not in response.content
    assert b"secret" not in response.content


@pytest.mark.parametrize(("what", "status", "code", "retry"), EXPECTED)
def test_people_get_a_page(
    settings: Any, what: str, status: int, code: str, retry: str | None
) -> None:
    response = Client(raise_request_exception=False).get(f"/page/{what}/")
    assert (response.status_code, response["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert f'<p class="eyebrow">Error {status}</p>' in response.content.decode()
    assert response.headers.get("Retry-After") == retry


def test_fields_carry_their_own_codes(client: Client) -> None:
    body = {"people": [{"name": "A", "email": "a@b.org"}, {"email": "nope"}]}
    response = client.post("/api/frame/x/", body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["errors"] == [
        {"field": "people.1.name", "code": "required", "detail": "This field is required."},
        {"field": "people.1.email", "code": "invalid", "detail": "Enter a valid email address."},
    ]


def test_a_method_that_is_not_there_names_those_that_are(client: Client) -> None:
    frame, echo = client.delete("/api/frame/x/"), client.get("/api/echo/")
    assert (frame.status_code, frame.json()["code"]) == (405, "method_not_allowed")
    assert frame["Allow"] == "GET, POST, HEAD, OPTIONS"
    assert (echo.status_code, echo.json()["code"]) == (405, "method_not_allowed")
    assert echo["Allow"] == "POST"


def test_a_guarded_address_asks_for_a_token(client: Client) -> None:
    response = client.get("/api/guarded/")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("path", ["/api/nowhere/", "/api/frame/", "/nowhere/"])
def test_an_unknown_address_is_404(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert (response["Content-Type"] == CONTENT_TYPE) == path.startswith("/api/")
    assert b"Nothing is here" in response.content or b"Not Found" in response.content


def test_a_host_that_is_not_ours_is_400(client: Client) -> None:
    response = client.get("/api/nowhere", headers={"host": "evil.example"})
    assert (response.status_code, response["Content-Type"]) == (400, CONTENT_TYPE)
    assert client.get("/nowhere", headers={"host": "evil.example"}).status_code == 400


def test_a_form_beyond_djangos_limit_is_413(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    client = Client(raise_request_exception=False)
    response = client.post("/form/", {"a": "x" * 200}, "application/x-www-form-urlencoded")
    assert response.status_code == 413


@pytest.mark.urls("config.urls")
def test_the_address_of_a_type_says_what_it_is() -> None:
    page = Client().get("/problems/idempotency_key_reused/")
    assert page.status_code == 200
    assert "This idempotency key was used with another request" in page.content.decode()
    assert Client().get("/problems/petition.closed/").status_code == 200
    assert Client().get("/problems/<b>/").status_code == 404


def test_a_form_without_its_token_is_403() -> None:
    response = Client(enforce_csrf_checks=True).post("/form/", {"a": "x"})
    assert response.status_code == 403
    assert "Go back, reload the page" in response.content.decode()
