"""No page and no mail says a word that was not marked for translation."""

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory
from django.utils import translation

from core.errors import Forbidden, TooManyRequests
from core.models import Message
from core.outbox import composer
from core.problems.handlers import csrf_failure, server_error
from core.problems.mapping import problem_of
from core.problems.problem import answer
from petitions.models import Signature
from places.us_states import US_STATES
from tests.browser.desk_pages import DESK_PAGES
from tests.browser.page_entry import PageEntry
from tests.browser.public_pages import PUBLIC_PAGES
from tests.conftest import WORDINGS
from tests.pages.invented_language import (
    CODE,
    marked,
    outside_of_brackets,
    said_in,
    spoken,
    unmarked_words,
)
from tests.scene import CITIES, Scene, build_scene

pytestmark = pytest.mark.django_db
ALSO_DATA = (
    "Muster",
    *("WhatsApp", "Facebook", "Telegram"),
    *(word for city in CITIES for word in city),
    *("Oakland", "CA", "NY", "US", "EST", "EDT", "CST", "CDT", "PST", "PDT", "MST", "API"),
    "not_found",
    "leads",
    *("leaflet", "CSV", "XLSX", "JSON", "PDF"),
    *(word for state in US_STATES.items() for word in state),
    # The words that somebody agreed to, as they read them.
    *(sentence for _, _, text in WORDINGS for sentence in text.rstrip(".").split(". ")),
)


@pytest.fixture(autouse=True)
def without_limits(settings: LazySettings) -> None:
    settings.SIGN_LIMITS = False


@pytest.fixture
def scene() -> Scene:
    return build_scene(marked)


def in_invented(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={CODE}"


def html_of(entry: PageEntry, scene: Scene) -> str:
    client = Client()
    if entry.signed_in is not None:
        client.force_login(entry.signed_in(scene))
    path = in_invented(entry.path(scene))
    # What the browser would do by pressing the button: send the form as it is, empty.
    page = client.post(path, {}) if entry.act else client.get(path)
    return page.content.decode()


def test_every_page_speaks_the_invented_language(scene: Scene) -> None:
    found = {}
    with spoken():
        for entry in (*PUBLIC_PAGES, *DESK_PAGES):
            html = html_of(entry, scene)
            if words := outside_of_brackets(html, ALSO_DATA):
                found[entry.name] = words
            assert f'<html lang="{CODE}">' in html, entry.name

    assert found == {}


def test_pages_of_failures_speak_it_without_the_database() -> None:
    request = RequestFactory().get(in_invented("/"))
    failures = [problem_of(error) for error in (Forbidden(), TooManyRequests())]
    with spoken(), translation.override(CODE):
        pages = [answer(request, problem) for problem in failures if problem]
        pages += [server_error(request), csrf_failure(request)]
        words = [outside_of_brackets(page.content.decode(), ALSO_DATA) for page in pages]

    assert [page.status_code for page in pages] == [403, 429, 500, 403]
    assert words == [[], [], [], []]


def test_every_mail_speaks_the_language_of_the_person(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever said no language is written to in ours, which is the invented one here."""
    found = {}
    with spoken():
        monkeypatch.setattr("django.conf.settings.LANGUAGE_CODE", CODE)
        for message in Message.objects.exclude(kind="letter"):
            mail = composer(message.kind)(message)
            if mail and (words := unmarked_words(said_in(mail), ALSO_DATA)):
                found[message.kind] = words

    assert Signature.objects.exists()
    assert found == {}


def test_an_unmarked_word_is_found() -> None:
    html = '<p title="Hover">⟦Hello «Ana»⟧ world</p><meta name="description" content="About">'

    assert outside_of_brackets(html) == ["Hover", "world", "About"]
    assert outside_of_brackets("<p>⟦one ⟦two⟧⟧ «Ana» 12:00 Muster</p>", ("Muster",)) == []
