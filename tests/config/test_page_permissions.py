"""`config/page_permissions.toml` holds: each line of it is tried in a browser's place, with a
session, and no page or download of the desk is missing from it.

One test tries all roles and objects of a page and names all that differ.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from tests.addresses import absent, desk_patterns, filled
from tests.page_scenes import PAGE_OBJECTS
from tests.permission_scenes import (
    MASKED,
    PEOPLE,
    PLANTED,
    ROLES,
    SEVERAL,
    World,
    build_world,
)

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[2] / "config" / "page_permissions.toml"
MATRIX = tomllib.loads(FILE.read_text())
PAGES: list[dict[str, Any]] = MATRIX["page"]
SIGNED_IN = tuple(role for role in ROLES if role != "anyone")
UNKNOWN = "unknown"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Desk:
    """The world and a session for each role that signs in."""

    world: World
    cookies: dict[str, SimpleCookie]

    def client(self, role: str) -> Client:
        """A browser that has done nothing yet but sign in."""
        client = Client()
        if role in self.cookies:
            client.cookies = SimpleCookie(self.cookies[role].output(header="", sep=";"))
        return client


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    """Built once, around the transactions of the tests, which take back what they do."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build_world()
        yield Desk(world, {role: _cookies(world, role) for role in SIGNED_IN})
        transaction.set_rollback(True)


def _cookies(world: World, role: str) -> SimpleCookie:
    client = Client()
    client.force_login(world.people[role])
    return client.cookies


@pytest.fixture(autouse=True)
def _no_limits(settings: LazySettings) -> None:
    settings.SIGN_LIMITS = False


def expectations(page: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Status by role and column, the implied ones filled in."""
    stated: dict[str, dict[str, int]] = {}
    for name, value in page["expect"].items():
        for role in SEVERAL.get(name, (name,)):
            stated[role] = {"own": value} if isinstance(value, int) else dict(value)
    stated["anyone"] = {"own": 302}
    unknown = page.get(UNKNOWN, 404)
    if page["object"] != "nothing" and unknown:
        for role, columns in stated.items():
            columns[UNKNOWN] = 302 if role == "anyone" else unknown
    return stated


def names_of(page: dict[str, Any], world: World, role: str, column: str) -> dict[str, str]:
    """Makes the object; for an unknown one, names that nothing has."""
    make = PAGE_OBJECTS[page["object"]]
    asked = "organizer" if role == "anyone" else role
    names = make(world, asked, "own" if column == UNKNOWN else column)
    if column == UNKNOWN:
        return {name: absent(value) for name, value in names.items()}
    return names


def path_of(page: dict[str, Any], names: dict[str, str]) -> str:
    converters = desk_patterns()[page["route"]].pattern.converters
    path = reverse(page["route"], kwargs={name: names[name] for name in converters})
    return f"{path}?{page['query'].format(**names)}" if "query" in page else path


def send(page: dict[str, Any], client: Client, names: dict[str, str], method: str) -> Any:
    path = path_of(page, names)
    if method != "POST":
        return client.generic(method, path)
    form = filled(page.get("form", {}), names)
    if "upload" in page:
        form[page["upload"]] = SimpleUploadedFile("l.csv", b"email\nann@example.org\n", "text/csv")
    return client.post(path, form)


def body_of(answer: Any) -> str:
    whole = b"".join(answer) if answer.streaming else bytes(answer.content)
    return whole.decode(errors="replace")


def roles_in(page: dict[str, Any], part: str) -> set[str]:
    stated = page.get("people", {}).get(part, [])
    return {role for name in stated for role in SEVERAL.get(name, (name,))}


def wrong_with(page: dict[str, Any], role: str, answer: Any, status: int) -> str:
    """What of the answer is not as the file says, in a few words; nothing when all is."""
    if answer.status_code != status:
        return f"{answer.status_code}, not {status}: {body_of(answer)[-300:]}"
    if status == 302 and role == "anyone" and not answer["Location"].startswith("/accounts/login/"):
        return f"goes to {answer['Location']}"
    body = body_of(answer)
    if status >= 400 and PLANTED in body:
        return "a refusal tells of the object"
    shown = [word for word in PEOPLE if word in body]
    reads = status == 200 and page["method"] == "GET"
    if shown and not (reads and role in roles_in(page, "full")):
        return f"shows {shown}"
    if reads and role in roles_in(page, "full") and not shown:
        return "does not show whom it may show"
    if reads and role in roles_in(page, "masked") and MASKED not in body:
        return "does not show masked people"
    return ""


def try_one(page: dict[str, Any], desk: Desk, role: str, column: str, status: int) -> list[str]:
    """One role on one object, and all that it did taken back."""
    with transaction.atomic():
        names = names_of(page, desk.world, role, column)
        methods = ("GET", "HEAD") if page["method"] == "GET" else (page["method"],)
        answers = [(method, send(page, desk.client(role), names, method)) for method in methods]
        found = [
            f"{role} {column} {method}: {wrong}"
            for method, answer in answers
            if (wrong := wrong_with({**page, "method": method}, role, answer, status))
        ]
        transaction.set_rollback(True)
    return found


def test_every_page_of_the_desk_is_stated_and_nothing_else_is() -> None:
    stated = {page["route"] for page in PAGES} | set(MATRIX["outside"])
    assert stated == set(desk_patterns())


def test_every_role_is_stated_for_every_page() -> None:
    missing = {
        f"{page['route']} {page['method']} {page['object']}": lacking
        for page in PAGES
        if (lacking := [role for role in SIGNED_IN if role not in expectations(page)])
    }
    assert missing == {}


@pytest.mark.parametrize(
    "entry", PAGES, ids=lambda entry: f"{entry['route']}-{entry['method']}-{entry['object']}"
)
def test_matrix(entry: dict[str, Any], desk: Desk) -> None:
    found = [
        wrong
        for role, columns in expectations(entry).items()
        for column, status in columns.items()
        for wrong in try_one(entry, desk, role, column, status)
    ]
    assert found == []


@pytest.mark.parametrize("route", sorted({page["route"] for page in PAGES}))
def test_a_method_that_is_not_stated_is_refused(route: str, desk: Desk) -> None:
    of_route = [page for page in PAGES if page["route"] == route]
    stated = {page["method"] for page in of_route}
    names = names_of(of_route[0], desk.world, "lead_coordinator", "own")
    client = desk.client("lead_coordinator")
    others = [method for method in METHODS if method not in stated]
    answered = {method: send(of_route[0], client, names, method).status_code for method in others}
    assert answered == dict.fromkeys(others, 405)
