"""Lists through HTTP: handed in, watched, rejects taken, taken back; and what is refused."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.models import AuditEntry
from groups.models import Role
from petitions.models import Petition, Signature, SignatureImport
from petitions.services.import_work import import_pass
from tests.stories import Coalition, call, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
LIST = b"name,email,role\nAnn,a@b.org,admin\n=1+1,none,\nAnn,A@B.org,\n"


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


@pytest.fixture
def token(story: Coalition) -> str:
    return story.token(group=1, role=Role.STEWARD)


def hand_in(
    story: Coalition,
    petition: Petition,
    token: str,
    content: bytes,
    *,
    name: str = "Ann Lee's list.csv",
    **headers: str,
) -> Any:
    form = {"group": story.groups[1].slug, "file": SimpleUploadedFile(name, content)}
    return Client().post(
        f"/api/v1/petitions/{petition.slug}/imports/",
        form,
        headers={"Authorization": f"Bearer {token}", **headers},
    )


def problem(answer: Any) -> tuple[int, str, list[tuple[str, str]]]:
    body = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    errors = [(error["field"], error["code"]) for error in body["errors"]]
    return answer.status_code, body["code"], errors


def test_a_steward_hands_in_a_list_and_watches_it(
    story: Coalition, petition: Petition, token: str
) -> None:
    answer = hand_in(story, petition, token, LIST)
    asked = answer.json()
    assert (answer.status_code, asked["state"], asked["progress"]) == (
        202,
        "pending",
        {"done": 0, "total": 3},
    )
    assert import_pass().sent == 1
    shown = call("GET", f"/api/v1/imports/{asked['id']}/", token=token).json()
    assert {key: shown[key] for key in shown.keys() - {"created_at", "finished_at"}} == {
        "id": asked["id"],
        "petition": petition.slug,
        "group": story.groups[1].slug,
        "state": "done",
        "progress": {"done": 3, "total": 3},
        "figures": {
            "rows": 3,
            "rejected": 1,
            "repeated_in_file": 1,
            "already_signed": 0,
            "new": 1,
        },
        "rejects": f"/api/v1/imports/{asked['id']}/rejects/",
        "notices": {},
        "columns": {"1": "name", "2": "email"},
        "ignored_columns": ["role"],
        "error": "",
    }
    assert SignatureImport.objects.get().file_name == "list.csv"


def test_the_same_file_again_is_the_same_import(
    story: Coalition, petition: Petition, token: str
) -> None:
    first = hand_in(story, petition, token, LIST)
    import_pass()
    again = hand_in(story, petition, token, LIST, name="other.csv")
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    assert again.json()["figures"]["new"] == 1
    assert Signature.objects.count() == 1


def test_the_rejected_rows_come_as_a_file_and_leave_a_trace(
    story: Coalition, petition: Petition, token: str
) -> None:
    asked = hand_in(story, petition, token, LIST).json()
    import_pass()
    answer = call("GET", f"/api/v1/imports/{asked['id']}/rejects/", token=token)
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert content.splitlines() == [
        "line,code,reason,name,email,role",
        "3,email.invalid,This is not an e-mail address.,'=1+1,none,",
    ]
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="rejects-{asked["id"]}.csv"'
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert AuditEntry.objects.latest("id").action == "import.rejects_read"


def test_an_import_is_taken_back(story: Coalition, petition: Petition, token: str) -> None:
    asked = hand_in(story, petition, token, LIST).json()
    import_pass()
    undo = call("POST", f"/api/v1/imports/{asked['id']}/undo/", token=token)
    assert (undo.status_code, undo.json()["state"], undo.json()["rejects"]) == (
        202,
        "undoing",
        None,
    )
    import_pass()
    shown = call("GET", f"/api/v1/imports/{asked['id']}/", token=token).json()
    assert (shown["state"], Signature.objects.count()) == ("undone", 0)


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"", "list.csv", 400, "empty_file"),
        (b"emial\na@b.org\n", "list.csv", 400, "missing_header"),
        (b"email,Email\na,b\n", "list.csv", 400, "duplicate_header"),
        (b'email,x\na@b.org,"', "list.csv", 400, "unterminated_quote"),
        (b"email,x\na@b.org," + b"x" * 5_000_000, "list.csv", 400, "field_too_long"),
        (("email\na@b.org\n" * 20).encode("utf-16-le"), "list.csv", 400, "encoding"),
        (b"\x1f\x8b\x08\x00", "list.csv", 415, "magic_bytes"),
        (b"PK\x03\x04", "list.csv", 415, "magic_bytes"),
        (b"<html></html>", "list.csv", 415, "magic_bytes"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    story: Coalition,
    petition: Petition,
    token: str,
    content: bytes,
    name: str,
    status: int,
    code: str,
) -> None:
    answer = hand_in(story, petition, token, content, name=name)
    assert problem(answer) == (status, code, [("file", code)])
    assert SignatureImport.objects.count() == 0


def test_a_list_of_column_names_is_an_import_of_no_rows(
    story: Coalition, petition: Petition, token: str
) -> None:
    asked = hand_in(story, petition, token, b"email,name\n").json()
    import_pass()
    shown = call("GET", f"/api/v1/imports/{asked['id']}/", token=token).json()
    assert (shown["state"], shown["figures"]["rows"], shown["rejects"]) == ("done", 0, None)


def test_characters_that_no_database_takes_do_no_harm(
    story: Coalition, petition: Petition, token: str
) -> None:
    content = b"email\0,x\0y,\xed\xa0\x80\na@b.org,,\nc@d.org,a\0b,\n"
    answer = hand_in(story, petition, token, content, name="li\0st.c\0sv")
    asked = answer.json()
    assert (answer.status_code, asked["ignored_columns"][0]) == (202, "xy")
    import_pass()
    figures = SignatureImport.objects.get()
    assert (figures.state, figures.new, figures.rejected) == ("done", 1, 1)


def test_what_is_no_form_or_lacks_its_fields_is_refused(
    story: Coalition, petition: Petition, token: str
) -> None:
    url = f"/api/v1/petitions/{petition.slug}/imports/"
    headers = {"Authorization": f"Bearer {token}"}
    assert call("POST", url, token=token, body={}).status_code == 415
    assert problem(Client().post(url, {}, headers=headers))[2] == [
        ("file", "required"),
        ("group", "required"),
    ]
    text = {"file": "text", "group": story.groups[1].slug}
    assert Client().post(url, text, headers=headers).status_code == 400
    bad = Client().generic(
        "POST", url, b"--x", content_type="multipart/form-data; boundary=y", headers=headers
    )
    assert bad.status_code == 400


def test_a_large_body_is_refused_before_it_is_read(
    story: Coalition, petition: Petition, token: str
) -> None:
    answer = hand_in(story, petition, token, LIST, **{"Content-Length": str(200 * 1024 * 1024)})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_an_upload_larger_than_memory_wants_is_read_from_its_temporary_file(
    story: Coalition, petition: Petition, token: str
) -> None:
    rows = b"".join(b"person%d@example.org,%s\n" % (n, b"x" * 1000) for n in range(3000))
    asked = hand_in(story, petition, token, b"email,comment\n" + rows)
    assert (asked.status_code, asked.json()["progress"]["total"]) == (202, 3000)


def test_an_import_that_does_not_exist_is_not_found(token: str) -> None:
    for path in ("", "rejects/"):
        assert call("GET", f"/api/v1/imports/{uuid4()}/{path}", token=token).status_code == 404


def test_columns_are_named_with_the_file(story: Coalition, petition: Petition, token: str) -> None:
    content = b"wer,was\na@b.org,Ann\n"
    assert problem(hand_in(story, petition, token, content))[:2] == (400, "missing_header")
    form = {
        "group": story.groups[1].slug,
        "file": SimpleUploadedFile("list.csv", content),
        "columns": '{"1": "email", "2": "name"}',
    }
    answer = Client().post(
        f"/api/v1/petitions/{petition.slug}/imports/",
        form,
        headers={"Authorization": f"Bearer {token}"},
    )
    assert (answer.status_code, answer.json()["columns"]) == (202, {"1": "email", "2": "name"})
    import_pass()
    assert Signature.objects.get().named
