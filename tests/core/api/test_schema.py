"""The OpenAPI document: whole, valid and served to everyone."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from core.api.schema_view import document

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(document())
    return found


def operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and operation of every endpoint."""
    return [
        (method, path, operation)
        for path, item in schema["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


def test_it_is_valid_and_nothing_had_to_be_guessed(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", tmp_path / "schema.yml")


def test_it_is_served_as_openapi_3_1(client: Client) -> None:
    answer = client.get("/api/schema/")
    assert answer["Content-Type"] == "application/vnd.oai.openapi+json"
    assert answer.json()["openapi"] == "3.1.1"


def test_every_post_takes_an_idempotency_key(schema: dict[str, Any]) -> None:
    without = [
        path
        for method, path, operation in operations(schema)
        if method == "post"
        and "Idempotency-Key" not in {item["name"] for item in operation.get("parameters", [])}
    ]
    assert without == []


def test_every_change_takes_if_match(schema: dict[str, Any]) -> None:
    without = [
        path
        for method, path, operation in operations(schema)
        if method in ("put", "patch")
        and "If-Match" not in {item["name"] for item in operation.get("parameters", [])}
    ]
    assert without == []


def test_every_answer_that_may_come_is_documented_as_a_problem(schema: dict[str, Any]) -> None:
    for _, _, operation in operations(schema):
        problems = {
            status: next(iter(answer["content"]))
            for status, answer in operation["responses"].items()
            if status >= "400"
        }
        assert {"400", "401", "429", "503"} <= set(problems)
        assert set(problems.values()) == {"application/problem+json"}


def test_the_browsable_page_loads_our_own_files_only(client: Client) -> None:
    page = client.get("/api/docs/").content.decode()
    assert "<style" not in page
    assert "https://" not in page
    assert "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js" in page
    script = client.get("/api/docs/?script=")
    assert script["Content-Type"] == "application/javascript"
    assert "/api/schema/" in script.content.decode()


def test_the_browsable_page_is_for_reading(client: Client) -> None:
    answers = [client.generic(method, "/api/docs/") for method in ("OPTIONS", "POST", "DELETE")]
    assert [answer.status_code for answer in answers] == [405, 405, 405]
