"""`config/page_permissions.toml` holds: each line of it is tried in a browser's place, with a
session, and no page or download of the desk is missing from it.

One test tries all roles and objects of a page and names all that differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.addresses import absent, desk_patterns, filled
from tests.config.page_matrix import MATRIX, PAGES, UNKNOWN, expectations, path_of
from tests.page_scenes import PAGE_OBJECTS
from tests.permission_scenes import (
    MASKED,
    PEOPLE,
    PLANTED,
    ROLES,
    SEVERAL,
    World,
    build_world,
    same_object,
)

pytestmark = pytest.mark.django_db
SIGNED_IN = tuple(role for role in ROLES if role != "anyone")
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


@dataclass(frozen=True)
class Case:
    """One role and the object that it addresses; for `anyone`, that of whoever is `asked`."""

    role: str
    asked: str
    column: str
    means: str
    status: int


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


def names_of(page: dict[str, Any], world: World, role: str, column: str) -> dict[str, str]:
    """Makes the object."""
    return PAGE_OBJECTS[page["object"]](world, role, column)


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


def cases_by_object(page: dict[str, Any], world: World) -> list[list[Case]]:
    """All roles and columns of the page, those together that mean the same object."""
    found: dict[Any, list[Case]] = {}
    for role, columns in expectations(page).items():
        for column, status in columns.items():
            asked = "organizer" if role == "anyone" else role
            means = "own" if column == UNKNOWN else column
            key = same_object(world, page["object"], asked, means)
            found.setdefault(key, []).append(Case(role, asked, column, means, status))
    return list(found.values())


def try_all(page: dict[str, Any], desk: Desk, cases: list[Case]) -> Iterator[str]:
    """All who mean one object; what each does is taken back. The first asks for the head too."""
    with transaction.atomic():
        names = names_of(page, desk.world, cases[0].asked, cases[0].means)
        for number, case in enumerate(cases):
            others = ("HEAD",) if number == 0 and page["method"] == "GET" else ()
            for method in (page["method"], *others):
                if wrong := try_one({**page, "method": method}, desk, names, case):
                    yield f"{case.role} {case.column} {method}: {wrong}"
        transaction.set_rollback(True)


def try_one(page: dict[str, Any], desk: Desk, names: dict[str, str], case: Case) -> str:
    """What is wrong with the answer to one role."""
    if case.column == UNKNOWN:
        names = {name: absent(value) for name, value in names.items()}
    with transaction.atomic():
        answer = send(page, desk.client(case.role), names, page["method"])
        wrong = wrong_with(page, case.role, answer, case.status)
        transaction.set_rollback(True)
    return wrong


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
        for cases in cases_by_object(entry, desk.world)
        for wrong in try_all(entry, desk, cases)
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
