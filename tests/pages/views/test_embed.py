"""The sign form in a partner's page: framed anywhere, without a cookie, and credited."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from pages.embedding import embed_snippet, embed_url
from petitions.models import Petition, Signature
from tests.pages.views.test_petition import filled
from tests.pages.words import text_of
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_limits(settings: LazySettings) -> None:
    settings.SIGN_LIMITS = False


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


def framing(answer: Any) -> tuple[bool, str]:
    """Whether X-Frame-Options forbids a frame, and who the policy lets frame the page."""
    policy = answer.headers["Content-Security-Policy"]
    ancestors = [part for part in policy.split("; ") if part.startswith("frame-ancestors")]
    return "X-Frame-Options" in answer.headers, ancestors[0].strip("; ")


def test_only_the_embedded_form_may_be_framed(petition: Petition) -> None:
    client = Client()
    embedded = [f"/embed/p/{petition.slug}/", f"/embed/p/{petition.slug}/thanks/"]
    others = ["/", f"/p/{petition.slug}/", "/accounts/login/"]

    assert [framing(client.get(path)) for path in embedded] == [(False, "frame-ancestors *")] * 2
    assert [framing(client.get(path)) for path in others] == [(True, "frame-ancestors 'none'")] * 3


def test_signing_in_the_frame_credits_the_partner_and_sets_no_cookie(
    story: Coalition, petition: Petition
) -> None:
    client, source = Client(enforce_csrf_checks=True), f"{story.groups[1].slug}/website"
    page = client.get(f"/embed/p/{petition.slug}/?source={source}")
    answer = client.post(f"/embed/p/{petition.slug}/", filled(source=source))
    thanks = client.get(answer["Location"])

    row = Signature.objects.select_related("source__group").get()
    assert f'name="source" value="{source}"' in page.content.decode()
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/embed/p/{petition.slug}/thanks/?source={source}",
    )
    assert (row.source.group, row.source.channel) == (story.groups[1], "website")
    assert "look into your email" in text_of(thanks)
    assert [page.cookies, answer.cookies, thanks.cookies, client.cookies] == [{}, {}, {}, {}]


def test_what_is_wrong_is_said_in_the_frame(petition: Petition) -> None:
    answer = Client().post(f"/embed/p/{petition.slug}/", filled(email="nonsense"))

    assert answer.status_code == 400
    assert "Enter one email address" in text_of(answer)
    assert f'action="/embed/p/{petition.slug}/"' in answer.content.decode()


def test_the_snippet_is_one_frame_with_the_source(petition: Petition) -> None:
    petition.title = 'Say "no"'
    snippet = embed_snippet(petition, source="group/website")

    assert embed_url(petition).endswith(f"/embed/p/{petition.slug}/")
    assert f"/embed/p/{petition.slug}/?source=group/website" in snippet
    assert "Say &quot;no&quot;" in snippet
    assert snippet.count("<") == 2
    assert "<script" not in snippet
