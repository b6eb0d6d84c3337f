"""`config/permissions.toml` holds: each line of it is tried, and no endpoint is missing from it."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse
from pytest_django import DjangoDbBlocker

from groups.endpoint import ANY_TOKEN, PUBLIC
from tests.addresses import absent, filled, other_patterns
from tests.permission_scenes import (
    OBJECTS,
    PLANTED,
    ROLES,
    SEVERAL,
    World,
    build_world,
    narrowed_token,
    same_object,
    scopes_of,
)

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[2] / "config" / "permissions.toml"
MATRIX = tomllib.loads(FILE.read_text())
ENDPOINTS: list[dict[str, Any]] = MATRIX["endpoint"]
UNKNOWN = "unknown"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Case:
    """One call: by whom, on whose object, and the status it must have."""

    endpoint: dict[str, Any] = field(repr=False)
    role: str
    column: str
    status: int

    def __str__(self) -> str:
        at = self.endpoint
        return f"{at['route']}-{at['method']}-{at['object']}-{self.role}-{self.column}"


def can_hold(role: str, need: str) -> bool:
    """Whether the role's token opens the endpoint at all."""
    return need == PUBLIC or (role != "anyone" and (need == ANY_TOKEN or need in scopes_of(role)))


def expectations(endpoint: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Status by role and column, the implied ones filled in."""
    stated: dict[str, dict[str, int]] = {}
    for name, value in endpoint["expect"].items():
        for role in SEVERAL.get(name, (name,)):
            stated[role] = {"own": value} if isinstance(value, int) else value
    columns = sorted({column for row in stated.values() for column in row})
    need, named = endpoint["need"], endpoint["object"] != "nothing"
    for role in ROLES:
        refused = 401 if role == "anyone" else 403
        if not can_hold(role, need):
            stated.setdefault(role, dict.fromkeys(columns, refused))
        if named and endpoint.get(UNKNOWN) != 0:
            unknown = endpoint.get(UNKNOWN, 404) if can_hold(role, need) else refused
            if role in stated:
                stated[role] = {UNKNOWN: unknown, **stated[role]}
    return stated


def cases(endpoint: dict[str, Any]) -> Iterator[Case]:
    for role, columns in expectations(endpoint).items():
        for column, status in columns.items():
            yield Case(endpoint, role, column, status)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once, around the transactions of the tests, which take back what they do."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _no_limits(settings: LazySettings) -> None:
    settings.SIGN_LIMITS = False


@dataclass(frozen=True)
class Call:
    """A request that is ready to be sent, also as another method or with another token."""

    method: str
    path: str
    content: str
    form: dict[str, str] | None
    token: str
    if_match: str = ""

    def send(self, *, method: str = "", token: str = "") -> Any:
        headers = {"Authorization": f"Bearer {token or self.token}"} if self.token else {}
        if self.if_match:
            headers["If-Match"] = self.if_match
        if self.method == "PATCH":
            headers["If-Match"] = Client().get(self.path, headers=headers).get("ETag", '"1"')
        if self.form is not None:
            form = {**self.form, "file": _small_list()}
            return Client().post(self.path, form, headers=headers)
        return Client().generic(
            method or self.method,
            self.path,
            self.content,
            content_type="application/json",
            headers=headers,
        )


def names_of(case: Case, world: World) -> dict[str, str]:
    """Makes the object."""
    means = "own" if case.column == UNKNOWN else case.column
    return OBJECTS[case.endpoint["object"]](world, case.role, means)


def prepared(case: Case, world: World, names: dict[str, str]) -> Call:
    """Addresses the endpoint of the object with these names, or of one that there is not."""
    endpoint = case.endpoint
    if case.column == UNKNOWN:
        names = {name: absent(value) for name, value in names.items()}
    form = filled(endpoint["upload"], names) if "upload" in endpoint else None
    return Call(
        method=endpoint["method"],
        path=reverse(endpoint["route"], kwargs=_of_address(endpoint["route"], names)),
        content=json.dumps(filled(endpoint["body"], names)) if "body" in endpoint else "",
        form=form,
        token=world.tokens[case.role],
        if_match=endpoint.get("if_match", ""),
    )


def cases_by_object(endpoint: dict[str, Any], world: World) -> list[list[Case]]:
    """All cases of the endpoint, those together that mean the same object."""
    found: dict[Any, list[Case]] = {}
    for case in cases(endpoint):
        means = "own" if case.column == UNKNOWN else case.column
        key = same_object(world, endpoint["object"], case.role, means)
        found.setdefault(key, []).append(case)
    return list(found.values())


def _small_list() -> SimpleUploadedFile:
    return SimpleUploadedFile("list.csv", b"email\nann@example.org\n", "text/csv")


def _of_address(route: str, names: dict[str, str]) -> dict[str, str]:
    return {name: names[name] for name in other_patterns()[route].pattern.converters}


def needs_of(entry: URLPattern) -> dict[str, str]:
    """What the view declares for each method."""
    view = getattr(entry.callback, "cls", None)
    return dict(getattr(view, "needs", {}))


def test_every_endpoint_is_stated_with_its_need_and_nothing_else_is() -> None:
    declared = {
        (route, method, need)
        for route, entry in other_patterns().items()
        if route not in MATRIX["outside"]
        for method, need in (needs_of(entry) or {"GET": PUBLIC}).items()
    }
    stated = {(item["route"], item["method"], item["need"]) for item in ENDPOINTS}
    assert stated == declared


def test_what_is_outside_exists() -> None:
    assert set(MATRIX["outside"]) - set(other_patterns()) == set()


@pytest.mark.parametrize("route", sorted(other_patterns()))
def test_no_method_runs_without_a_need(route: str) -> None:
    view = getattr(other_patterns()[route].callback, "cls", None)
    if view is not None and route not in MATRIX["outside"]:
        methods = {method for method in METHODS if hasattr(view, method.lower())}
        assert methods == set(needs_of(other_patterns()[route]))


def _named(endpoint: dict[str, Any]) -> str:
    return f"{endpoint['route']}-{endpoint['method']}-{endpoint['object']}"


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=_named)
def test_matrix(endpoint: dict[str, Any], world: World) -> None:
    """Everyone on every object, and what each does is taken back."""
    for of_one_object in cases_by_object(endpoint, world):
        with transaction.atomic():
            names = names_of(of_one_object[0], world)
            for case in of_one_object:
                with transaction.atomic():
                    _require_as_stated(case, prepared(case, world, names))
                    transaction.set_rollback(True)
            transaction.set_rollback(True)


def _require_as_stated(case: Case, ready: Call) -> None:
    answer = ready.send()
    assert (str(case), answer.status_code) == (str(case), case.status), answer.content
    if case.status >= 400:
        assert PLANTED not in answer.content.decode()
    elif "fields" in case.endpoint:
        by_role = case.endpoint.get("fields_for", {})
        expected = by_role.get(case.role, case.endpoint["fields"])
        assert (str(case), _keys(answer)) == (str(case), expected)
    if case.endpoint["method"] == "GET":
        _require_alike(ready, case.status)


def _require_alike(ready: Call, status: int) -> None:
    """HEAD and OPTIONS hide what GET hides."""
    head, options = ready.send(method="HEAD"), ready.send(method="OPTIONS")
    assert (head.status_code, _bytes(head)) == (status, b"")
    if ready.path.startswith("/api/"):
        assert (options.status_code >= 400) is (status >= 400)
    assert PLANTED not in _bytes(options).decode()


@pytest.mark.parametrize(
    "endpoint", [at for at in ENDPOINTS if at["need"] not in (PUBLIC, ANY_TOKEN)], ids=_named
)
def test_a_token_without_the_scope_opens_nothing(endpoint: dict[str, Any], world: World) -> None:
    allowed = [
        case
        for case in cases(endpoint)
        if case.column == "own" and case.role != "anyone" and case.status < 400
    ]
    answers = {}
    for case in allowed:
        with transaction.atomic():
            token = narrowed_token(world, case.role, case.endpoint["need"])
            ready = prepared(case, world, names_of(case, world))
            answer = ready.send(token=token)
            answers[case.role] = (answer.status_code, answer.json()["code"])
            transaction.set_rollback(True)
    assert answers == dict.fromkeys(answers, (403, "scope_missing"))


def _bytes(answer: Any) -> bytes:
    return b"".join(answer) if answer.streaming else bytes(answer.content)


def _keys(answer: Any) -> list[str]:
    """The keys of the object, or of the first row of a page."""
    body = answer.json()
    if set(body) == {"next", "previous", "results"}:
        return list(body["results"][0]) if body["results"] else []
    return list(body)
