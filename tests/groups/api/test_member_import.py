"""Lists of members through HTTP: handed in, looked through, decided on, taken back, refused."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groups.models import Member, MemberImport, Role
from groups.services.member_import_work import member_import_pass
from tests.groups.member_lists import take_in
from tests.stories import Coalition, call, coalition_of

pytestmark = pytest.mark.django_db
LIST = b"name,email,role,opt in\nAnn Lee,a@b.org,admin,yes\n=1+1,none,,\nBo Diaz,c@d.org,,\n"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(1)


@pytest.fixture
def token(story: Coalition) -> str:
    return story.token(role=Role.STEWARD)


def hand_in(
    story: Coalition, token: str, content: bytes, *, name: str = "list.csv", **more: str
) -> Any:
    return Client().post(
        f"/api/v1/groups/{story.lead.slug}/imports/",
        {"file": SimpleUploadedFile(name, content), **more},
        headers={"Authorization": f"Bearer {token}"},
    )


def path(story: Coalition, body: dict[str, Any], rest: str = "") -> str:
    return f"/api/v1/groups/{story.lead.slug}/imports/{body['id']}/{rest}"


def numbers(figures: dict[str, Any]) -> dict[str, int]:
    """The figures that are not zero."""
    return {name: value for name, value in figures.items() if value and name != "rows"}


def test_a_list_is_handed_in_looked_through_decided_on_and_taken_back(
    story: Coalition, token: str
) -> None:
    take_in(story.lead, "email,name\na@b.org,Kim Ito\n")
    answer = hand_in(story, token, LIST)
    asked = answer.json()
    assert (answer.status_code, asked["state"], asked["progress"], asked["result"]) == (
        202,
        "reading",
        {"done": 0, "total": 3},
        None,
    )
    member_import_pass()
    shown = call("GET", path(story, asked), token=token).json()
    assert (shown["state"], shown["ignored_columns"]) == ("ready", ["role"])
    assert numbers(shown["preview"]) == {"new": 1, "conflicting": 1, "rejected": 1}
    rows = call("GET", path(story, asked, "rows/"), token=token).json()["results"]
    assert rows == [
        {"line": 2, "kind": "conflicting", "reason": "name", "choice": ""},
        {"line": 3, "kind": "rejected", "reason": "email.invalid", "choice": ""},
    ]
    decision = {"conflicts": "ours", "consent": "list", "tags": ["Fair 2026"]}
    decided = call("POST", path(story, asked, "apply/"), token=token, body=decision)
    assert (decided.status_code, decided.json()["state"]) == (202, "applying")
    member_import_pass()
    shown = call("GET", path(story, asked), token=token).json()
    assert (shown["state"], numbers(shown["result"])) == (
        "applied",
        {"new": 1, "unchanged": 1, "rejected": 1, "tagged": 2, "consents": 1},
    )
    assert set(Member.objects.values_list("tags__0", flat=True)) == {"fair-2026"}
    undo = call("POST", path(story, asked, "undo/"), token=token)
    assert (undo.status_code, undo.json()["state"]) == (202, "undoing")
    member_import_pass()
    shown = call("GET", path(story, asked), token=token).json()
    assert (shown["state"], shown["undone"]) == (
        "undone",
        {"removed": 1, "restored": 1, "kept": 0, "consents": 1},
    )


def test_the_same_decision_again_changes_nothing_and_another_is_refused(
    story: Coalition, token: str
) -> None:
    asked = hand_in(story, token, LIST).json()
    early = call("POST", path(story, asked, "apply/"), token=token, body={})
    assert (early.status_code, early.json()["code"]) == (409, "import.not_ready")
    member_import_pass()
    codes = [
        call("POST", path(story, asked, "apply/"), token=token, body=body).status_code
        for body in ({}, {}, {"conflicts": "theirs"})
    ]
    assert codes == [202, 202, 409]
    again = hand_in(story, token, LIST, name="other.csv")
    assert (again.status_code, again.json()["id"]) == (200, asked["id"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"conflicts": "mine"}, "conflicts"),
        ({"consent": True}, "consent"),
        ({"tags": ["x" * 60]}, "tags"),
        ({"tags": ["a"] * 3 + [f"t{n}" for n in range(60)]}, "tags"),
        ({"lines": {"two": "ours"}}, "lines"),
        ({"lines": {"2": "mine"}}, "lines.2"),
        ({"group": "another"}, "group"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    story: Coalition, token: str, body: dict[str, Any], field: str
) -> None:
    asked = hand_in(story, token, LIST).json()
    member_import_pass()
    answer = call("POST", path(story, asked, "apply/"), token=token, body=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert MemberImport.objects.get().decision is None


def test_a_preview_is_discarded(story: Coalition, token: str) -> None:
    asked = hand_in(story, token, LIST).json()
    answer = call("DELETE", path(story, asked), token=token)
    assert (answer.status_code, MemberImport.objects.get().stage) == (204, "expired")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 400, "empty_file"),
        (b"emial\na@b.org\n", 400, "missing_header"),
        (b"email,Email\na,b\n", 400, "duplicate_header"),
        (b'email,x\na@b.org,"', 400, "unterminated_quote"),
        (b"email,x\na@b.org," + b"x" * 5_000_000, 400, "field_too_long"),
        (("email\na@b.org\n" * 20).encode("utf-16-le"), 400, "encoding"),
        (b"\x1f\x8b\x08\x00", 415, "magic_bytes"),
        (b"PK\x03\x04", 415, "magic_bytes"),
        (b"<html></html>", 415, "magic_bytes"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    story: Coalition, token: str, content: bytes, status: int, code: str
) -> None:
    answer = hand_in(story, token, content)
    errors = [(error["field"], error["code"]) for error in answer.json()["errors"]]
    assert (answer.status_code, answer.json()["code"], errors) == (status, code, [("file", code)])
    assert MemberImport.objects.count() == 0


def test_no_answer_names_anybody(story: Coalition, token: str) -> None:
    take_in(story.lead, "email,name\na@b.org,Kim Ito\n")
    asked = hand_in(story, token, LIST, name="Ann Lee.csv").json()
    member_import_pass()
    told = "".join(
        call("GET", path(story, asked, rest), token=token).content.decode()
        for rest in ("", "rows/", "../")
    )
    assert [name for name in ("Ann", "Kim", "a@b.org", "=1+1") if name in told] == []


def test_the_list_of_imports_asks_the_database_alike_for_one_and_three(
    story: Coalition, token: str
) -> None:
    address = f"/api/v1/groups/{story.lead.slug}/imports/"
    asked = []
    for number in (1, 2, 3):
        hand_in(story, token, b"email\na%d@b.org\n" % number)
        with CaptureQueriesContext(connection) as queries:
            assert len(call("GET", address, token=token).json()["results"]) == number
        asked.append(len(queries))
    assert asked[0] == asked[2]


def test_columns_are_named_with_the_file_or_after_the_preview(story: Coalition, token: str) -> None:
    content = b"wer,was\na@b.org,Ann Lee\n"
    refused = hand_in(story, token, content)
    assert (refused.status_code, refused.json()["code"]) == (400, "missing_header")
    asked = hand_in(story, token, content, columns='{"1": "email"}').json()
    assert asked["columns"] == {"1": "email"}
    again = hand_in(story, token, content, columns='{"1": "email", "2": "name"}')
    assert (again.status_code, again.json()["id"]) == (200, asked["id"])
    member_import_pass()
    shown = call("GET", path(story, asked), token=token)
    body: dict[str, Any] = {"columns": {"1": "email", "2": "given_name"}}
    columns = path(story, asked, "columns/")
    assert call("POST", columns, token=token, body=body).status_code == 428
    named = call("POST", columns, token=token, body=body, **{"If-Match": shown["ETag"]})
    assert (named.status_code, named.json()["state"], named.json()["columns"]) == (
        202,
        "reading",
        {"1": "email", "2": "given_name"},
    )
    body = {"columns": {"1": "email", "2": "email"}}
    twice = call("POST", columns, token=token, body=body, **{"If-Match": named["ETag"]})
    errors = [(error["field"], error["code"]) for error in twice.json()["errors"]]
    assert (twice.status_code, errors) == (400, [("columns-2", "duplicate_field")])
    odd = hand_in(story, token, content, columns='["email"]')
    assert (odd.status_code, odd.json()["errors"][0]["field"]) == (400, "columns")
