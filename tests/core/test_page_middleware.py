"""Pages get sessions, CSRF and a content policy; the API pays for none of them."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from core.page_middleware import PageMiddleware, is_page

# What the system checks that we silence would have asked for.
NEEDED = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", True),
        ("/p/clean-water/", True),
        ("/apiary/", True),
        ("/api/docs/", True),
        ("/api/v1/petitions/clean-water/signatures/", False),
        ("/api/schema/", False),
        ("/healthz", False),
        ("/readyz", False),
        ("/metrics", False),
    ],
)
def test_what_is_a_page(path: str, page: bool) -> None:
    assert is_page(path) is page


def test_pages_have_every_guard() -> None:
    assert [name for name in NEEDED if name not in settings.PAGE_MIDDLEWARE] == []


def _answered_by(path: str) -> HttpRequest:
    """The request as the view sees it."""
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse("seen")

    PageMiddleware(view)(RequestFactory().get(path))
    return seen[0]


def test_only_a_page_has_a_session_and_a_user() -> None:
    page, api = _answered_by("/p/clean-water/"), _answered_by("/api/v1/petitions/")
    assert (hasattr(page, "session"), hasattr(page, "user")) == (True, True)
    assert (hasattr(api, "session"), hasattr(api, "user")) == (False, False)


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused() -> None:
    refused = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@example.org"})
    assert refused.status_code == 403


@pytest.mark.django_db
def test_a_page_may_load_our_own_files_only() -> None:
    shown = Client().get("/accounts/login/")
    assert (shown.status_code, shown["X-Frame-Options"]) == (200, "DENY")
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    assert "unsafe" not in shown["Content-Security-Policy"]
    assert shown["Referrer-Policy"] == "same-origin"


def test_a_host_that_is_not_ours_is_refused_by_the_api_too() -> None:
    answer = Client().get("/api/v1/petitions/", headers={"host": "evil.example"})
    assert answer.status_code == 400
