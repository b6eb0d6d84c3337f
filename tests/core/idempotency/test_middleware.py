"""A POST that is sent again with its key is answered again, not done again."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.client import encode_multipart
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from core.errors import Invalid, TooManyRequests
from core.models import IdempotencyKey
from core.services import idempotency_key
from tests.stories import coalition_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

handler400 = "core.problems.handlers.bad_request"
handler500 = "core.problems.handlers.server_error"

done: list[str] = []


@csrf_exempt
def letters(request: HttpRequest) -> HttpResponse:
    """Answers something new each time it runs; fails as its body says."""
    done.append(request.method or "")
    text = request.POST.get("text", "") or request.body.decode()
    failures: dict[str, Exception] = {
        "invalid": Invalid("no"),
        "limited": TooManyRequests(retry_after=9),
        "away": OperationalError("away"),
        "bug": ZeroDivisionError(),
    }
    if text in failures:
        raise failures[text]
    body = json.dumps({"number": len(done), "text": text, "files": len(request.FILES)})
    return HttpResponse(body, status=201, content_type="application/json")


urlpatterns = [path("api/letters/", letters), path("api/others/", letters), path("page/", letters)]


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    done.clear()


def post(
    text: str = "hello", key: str | None = "k1", at: str = "/api/letters/", **headers: str
) -> Any:
    if key is not None:
        headers["Idempotency-Key"] = key
    client = Client(raise_request_exception=False)
    return client.post(at, text, content_type="text/plain", headers=headers)


def test_the_same_request_gets_the_same_status_and_bytes() -> None:
    first, second = post(), post()
    assert (first.status_code, first.content) == (
        201,
        b'{"number": 1, "text": "hello", "files": 0}',
    )
    assert (second.status_code, second.content) == (201, first.content)
    assert second["Content-Type"] == "application/json"
    assert second["Idempotency-Replayed"] == "true"
    assert len(done) == 1


def test_nothing_is_kept_without_a_key() -> None:
    assert [post(key=None).status_code, post(key=None).status_code] == [201, 201]
    assert (len(done), IdempotencyKey.objects.count()) == (2, 0)


def test_another_body_with_the_same_key_is_422() -> None:
    post()
    response = post("other")
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert len(done) == 1


def test_a_key_belongs_to_its_caller_and_address() -> None:
    post()
    post(at="/api/others/")
    post(Authorization="Bearer one")
    post(Authorization="Bearer two")
    post(key="k2")
    assert len(done) == 5


def test_a_credential_is_the_same_however_its_header_is_written() -> None:
    token = coalition_of(1).token()
    for header in (f"Bearer {token}", f"bearer {token}", f"BEARER  {token} "):
        assert post(Authorization=header).status_code == 201
    assert len(done) == 1


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer mst_nonsense"}])
def test_an_upload_of_a_stranger_is_not_read(headers: dict[str, str]) -> None:
    form = encode_multipart("b", {"text": "hi", "file": SimpleUploadedFile("a.csv", b"a")})
    Client().post(
        "/api/letters/",
        form,
        content_type="multipart/form-data; boundary=b",
        headers={"Idempotency-Key": "k1", **headers},
    )
    assert IdempotencyKey.objects.count() == 0


def test_pages_and_reads_know_no_key() -> None:
    post(at="/page/")
    post(at="/page/")
    Client().get("/api/letters/", headers={"Idempotency-Key": "k1"})
    assert (len(done), IdempotencyKey.objects.count()) == (3, 0)


@pytest.mark.parametrize("key", ["", " ", "a b", "ä", "k" * 201, "a\tb"])
def test_a_key_is_short_and_printable(key: str) -> None:
    response = post(key=key)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["Idempotency-Key"]
    assert done == []


def test_a_refusal_is_kept() -> None:
    first, second = post("invalid"), post("invalid")
    assert (first.status_code, second.status_code, len(done)) == (400, 400, 1)
    assert first.content == second.content
    assert second["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("what", "status"), [("limited", 429), ("away", 503), ("bug", 500)])
def test_what_may_go_better_next_time_is_tried_again(what: str, status: int) -> None:
    assert [post(what).status_code, post(what).status_code] == [status, status]
    assert (len(done), IdempotencyKey.objects.count()) == (2, 0)


def test_a_request_still_running_is_409_until_its_lease_ran_out() -> None:
    post()
    IdempotencyKey.objects.update(status=None, answer=None)  # as a killed process leaves it
    waiting = post()
    assert (waiting.status_code, waiting.json()["code"]) == (409, "idempotency_key_in_use")
    assert waiting["Retry-After"] == "1"
    assert post("other").status_code == 422
    IdempotencyKey.objects.update(started_at="2020-01-01T00:00Z")
    assert post().status_code == 201
    assert len(done) == 2


def test_a_key_is_free_again_after_a_day() -> None:
    post()
    IdempotencyKey.objects.update(expires_at="2020-01-01T00:00Z")
    assert post("other").status_code == 201


def test_one_who_was_overtaken_keeps_nothing() -> None:
    slow = idempotency_key.claim(key=b"k" * 32, fingerprint=b"f" * 32)
    IdempotencyKey.objects.update(started_at="2020-01-01T00:00Z")
    quick = idempotency_key.claim(key=b"k" * 32, fingerprint=b"f" * 32)
    assert isinstance(slow, idempotency_key.Claim)
    assert isinstance(quick, idempotency_key.Claim)
    idempotency_key.keep(slow, idempotency_key.Answer(201, {}, b"slow"))
    idempotency_key.keep(quick, idempotency_key.Answer(201, {}, b"quick"))
    kept = idempotency_key.claim(key=b"k" * 32, fingerprint=b"f" * 32)
    assert kept == idempotency_key.Answer(201, {}, b"quick")


def test_a_form_is_the_same_whatever_its_boundary() -> None:
    token = coalition_of(1).token()

    def upload(content: bytes, boundary: str) -> Any:
        form = {"text": "hi", "file": SimpleUploadedFile("a.csv", content)}
        return Client().post(
            "/api/letters/",
            encode_multipart(boundary, form),
            content_type=f"multipart/form-data; boundary={boundary}",
            headers={"Idempotency-Key": "k1", "Authorization": f"Bearer {token}"},
        )

    first, again, other = upload(b"a,b", "one"), upload(b"a,b", "two"), upload(b"a,c", "three")
    assert first.json() == {"number": 1, "text": "hi", "files": 1}
    assert (again.content, other.status_code) == (first.content, 422)


def test_neither_key_nor_answer_is_kept_in_clear() -> None:
    post("jane.planted@example.org", key="planted-key")
    row = IdempotencyKey.objects.get()
    kept = bytes(row.key) + bytes(row.fingerprint) + bytes(row.answer or b"")
    assert b"planted" not in kept
    assert b"jane" not in kept


def test_a_token_that_was_taken_back_gets_no_old_answer() -> None:
    header = {"Authorization": "Bearer mst_gone"}
    assert post(**header).status_code == 201
    again = post(**header)
    assert (again.status_code, len(done)) == (401, 1)


def test_a_body_beyond_the_limit_is_413(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert post("x" * 200).status_code == 413
