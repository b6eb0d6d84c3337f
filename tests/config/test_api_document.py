"""The OpenAPI document holds: whatever is sent, each answer is one that it documents, never a 5xx.

Schemathesis writes the requests, valid and broken ones. Since a made-up name is nobody's, most
requests are steered to objects that exist, with bodies and tokens that `permissions.toml` names.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import LazySettings
from django.db import connection, transaction
from django.urls import resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from tests.permission_scenes import OBJECTS, SEVERAL, World, build_world
from tests.stories import call

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[2] / "config" / "permissions.toml"
ENDPOINTS: list[dict[str, Any]] = tomllib.loads(FILE.read_text())["endpoint"]
SCHEMA = schemathesis.openapi.from_wsgi("/api/schema/", application)
OPERATIONS = {
    found.ok().label: found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)
}
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ROLES = ["lead_coordinator", "lead_steward", "organizer", "admin", "anyone"]
EXAMPLES = 20


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once, around the transactions of the requests, which are taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _no_limits(settings: LazySettings) -> None:
    settings.SIGN_LIMITS = False


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of a request closes a connection that is in a transaction; here the test's own."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@dataclass(frozen=True)
class Target:
    """What to steer a request to: an object's names, a body that is taken, a token that may."""

    names: Mapping[str, str]
    body: Any
    token: str
    if_match: str = ""

    def steer(self, case: Case, *, keep_one: bool) -> None:
        """Names an existing object; of what was made up for the body, at most one field stays."""
        case.path_parameters = {
            name: self.names.get(name, value) for name, value in case.path_parameters.items()
        }
        if isinstance(case.body, dict) and isinstance(self.body, dict):
            kept = sorted(case.body, key=str)[: int(keep_one)]
            case.body = {**self.body, **{name: case.body[name] for name in kept}}
        elif isinstance(case.body, list) and isinstance(self.body, list):
            case.body = [*self.body, *case.body[: int(keep_one)]]
        if self.if_match:
            case.headers["If-Match"] = self.if_match
        if case.method == "PATCH":
            case.headers["If-Match"] = call("GET", case.formatted_path, token=self.token)["ETag"]


def targets(operation: APIOperation, world: World) -> list[Target]:
    """One for each kind of object that the matrix names for the endpoint."""
    stated = {
        endpoint["object"]: endpoint
        for endpoint in ENDPOINTS
        if (endpoint["route"], endpoint["method"])
        == (route_of(operation), operation.method.upper())
    }
    found = (_target(world, endpoint) for endpoint in stated.values())
    return [target for target in found if target is not None]


def route_of(operation: APIOperation) -> str:
    address = re.sub(r"{\w+}", "3fa85f64-5717-4562-b3fc-2c963f66afa6", operation.path)
    return str(resolve(address).url_name)


def _target(world: World, endpoint: dict[str, Any]) -> Target | None:
    """None for an object with which nobody may do it."""
    role = _who_may(endpoint["expect"])
    if role is None:
        return None
    names = OBJECTS[endpoint["object"]](world, role, "own")
    body = _filled(endpoint.get("body", endpoint.get("upload", {})), names)
    if "upload" in endpoint:
        body["file"] = b"email\nann@example.org\n"
    return Target(names, body, world.tokens[role], endpoint.get("if_match", ""))


def _filled(body: Any, names: Mapping[str, str]) -> Any:
    """The body with the object's names in it."""
    if isinstance(body, list):
        return [_filled(item, names) for item in body]
    return {
        field: value.format(**names) if isinstance(value, str) else value
        for field, value in body.items()
    }


def _who_may(expect: Mapping[str, Any]) -> str | None:
    """A role that the matrix lets do it to its own object."""
    own = {who: row if isinstance(row, int) else row.get("own", 404) for who, row in expect.items()}
    may = (SEVERAL.get(who, (who,))[-1] for who, status in own.items() if status < 400)
    return next(may, None)


def requests_of(operation: APIOperation) -> st.SearchStrategy[Case]:
    """Valid and broken requests to one operation."""
    valid = operation.as_strategy(GenerationMode.POSITIVE)
    has_input = operation.body or operation.query or operation.headers
    return valid | operation.as_strategy(GenerationMode.NEGATIVE) if has_input else valid


@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_documented(label: str, world: World) -> None:
    operation = OPERATIONS[label]
    known, seen = targets(operation, world), Counter[int]()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=requests_of(operation),
        target=st.sampled_from([*known, None]),
        stranger=st.sampled_from(["", *ROLES]),
        keep_one=st.booleans(),
    )
    def ask(case: Case, target: Target | None, stranger: str, keep_one: bool) -> None:
        token = world.tokens[stranger or "lead_coordinator"]
        if target:
            target.steer(case, keep_one=keep_one)
            token = token if stranger else target.token
        with transaction.atomic():
            answer = case.call(headers={"Authorization": f"Bearer {token}"} if token else {})
            transaction.set_rollback(True)
        seen[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    ask()
    assert any(status < 400 for status in seen), f"nothing was ever done: {seen}"
