"""What a page says of a form that was filled in wrongly was marked for translation as well."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from groups.models import Role
from tests.browser.public_pages import PUBLIC_PAGES
from tests.pages.invented_language import CODE, marked, outside_of_brackets, spoken
from tests.pages.test_untranslated import ALSO_DATA
from tests.scene import Scene, build_scene
from tests.stories import staff_of

pytestmark = pytest.mark.django_db
FORM = re.compile(r'<form[^>]*method="post"[^>]*>.*?</form>', re.DOTALL)
ACTION = re.compile(r'^<form[^>]*\baction="([^"]*)"')
FIELD = re.compile(
    r"<(input|select|textarea)\b([^>]*)>(?:\s*((?:<option[^>]*>[^<]*</option>\s*)*))"
)
NAMED = re.compile(r'\bname="([^"]+)"')
VALUE = re.compile(r'\bvalue="([^"]*)"')
# Names of time zones and of scopes.
NAMES = re.compile(r"\b[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_]+){1,2}|\b[a-z]+:[a-z]+\b")
# What is typed is data, and of no use in most fields.
ODD = "«?»"
# Pages of the desk with a form, by who is there.
DESK_FORMS = {
    Role.COORDINATOR: (
        "/desk/campaigns/new/",
        "/desk/campaigns/river/edit/",
        "/desk/campaigns/river/partners/new/",
        "/desk/campaigns/river/localities/new/",
        "/desk/actions/new/",
        "/desk/events/new/",
        "/desk/events/river-day-minneapolis/edit/",
        "/desk/events/river-day-minneapolis/move/",
        "/desk/petitions/new/",
        "/desk/petitions/river/edit/",
        "/desk/groups/river-network/staff/invite/",
        "/desk/groups/river-network/tokens/new/",
    ),
    Role.STEWARD: (
        "/desk/petitions/river/imports/",
        "/desk/petitions/river/bundles/",
        "/desk/groups/river-network/members/add/",
        "/desk/groups/river-network/members/imports/new/",
        "/desk/groups/river-network/members/exports/new/",
        "/desk/groups/river-network/messages/new/",
    ),
}


@pytest.fixture(autouse=True)
def without_limits(settings: LazySettings) -> None:
    settings.SIGN_LIMITS = False


def forms_of(html: str, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where each form goes, and what it sends when all that people fill in is odd."""
    for form in FORM.findall(html):
        action = ACTION.search(form)
        yield unescape(action[1]) if action and action[1] else path, dict(_filled(form))


def _filled(form: str) -> Iterator[tuple[str, Any]]:
    """Choices are made, hidden fields kept, and what is typed is odd."""
    for kind, attributes, options in FIELD.findall(form):
        name, value = NAMED.search(attributes), VALUE.search(attributes)
        if name is None or name[1] == "csrfmiddlewaretoken":
            continue
        offered = [one for one in VALUE.findall(options) if one]
        if 'type="file"' in attributes:
            yield name[1], SimpleUploadedFile("list.csv", b"\x89PNG")
        elif kind == "select":
            yield name[1], offered[0] if offered else ""
        elif re.search(r'type="(hidden|radio|checkbox)"', attributes):
            yield name[1], unescape(value[1]) if value else ""
        else:
            yield name[1], ODD


def refused(client: Client, path: str, form: dict[str, Any]) -> str:
    """The page that refuses the form; nothing where it was taken. Nothing stays changed."""
    with transaction.atomic():
        answer = client.post(f"{path}{'&' if '?' in path else '?'}lang={CODE}", form)
        transaction.set_rollback(True)
    is_page = answer.get("Content-Type", "").startswith("text/html")
    return answer.content.decode() if is_page and 400 <= answer.status_code < 500 else ""


def visits(scene: Scene) -> Iterator[tuple[Client, str]]:
    """Who comes to which page."""
    yield from ((Client(), entry.path(scene)) for entry in PUBLIC_PAGES if not entry.act)
    for role, paths in DESK_FORMS.items():
        client = Client()
        client.force_login(staff_of(scene.groups[0], role))
        yield from ((client, path) for path in paths)


def wrong_answers(client: Client, path: str) -> Iterator[list[str]]:
    """Words that were not marked, on each page that refuses one of the page's forms."""
    page = client.get(path)
    if page.status_code != 200 or "text/html" not in page["Content-Type"]:
        return
    for address, odd in forms_of(page.content.decode(), path):
        if not address.startswith("/") or "logout" in address:
            continue
        for form in ({}, odd):
            if html := refused(client, address, form):
                yield outside_of_brackets(NAMES.sub(" ", html), (*ALSO_DATA, "English", "Español"))


def test_every_refusal_of_a_form_speaks_the_invented_language() -> None:
    scene = build_scene(marked)
    found: dict[str, set[str]] = {}
    refusing: set[str] = set()
    with spoken():
        for client, path in visits(scene):
            for words in wrong_answers(client, path):
                refusing.add(path)
                if words:
                    found.setdefault(path, set()).update(words)

    assert {path for paths in DESK_FORMS.values() for path in paths} - refusing == set()
    assert found == {}
