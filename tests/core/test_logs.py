"""Log lines hold what happened and never what people wrote."""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.http import StreamingHttpResponse
from django.test import Client, RequestFactory

from core.logs import JsonFormatter, StandardError
from core.request_log import BrokenOff, RequestLog


def _line(name: str, message: str, *arguments: object, error: BaseException | None = None) -> Any:
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, message, arguments, exc_info)
    line = json.loads(JsonFormatter().format(record))
    line.pop("timestamp")
    return line


def test_our_own_lines_are_written_whole() -> None:
    assert _line("petitions.services.tally", "pass %d of %s", 3, "audit") == {
        "event": "pass 3 of audit",
        "level": "warning",
        "logger": "petitions.services.tally",
    }


def test_of_a_library_only_the_template_is_written() -> None:
    """Its arguments may be a path with a token, a header, a row."""
    assert _line("django.request", "Not Found: %s", "/s/secret-token/") == {
        "event": "Not Found: %s",
        "level": "warning",
        "logger": "django.request",
    }


def test_an_exception_is_its_types_and_places() -> None:
    try:
        try:
            int("ada@example.org")
        except ValueError as error:
            raise KeyError("ada@example.org") from error
    except KeyError as error:
        line = _line("core.dispatcher", "a pass broke off", error=error)
    kinds = [part for part in line["exception"] if " " not in part]
    assert kinds == ["KeyError", "ValueError"]
    assert line["exception"][1].startswith("tests/core/test_logs.py:")
    assert "ada@" not in json.dumps(line)


def test_a_structlog_line_is_one_json_object(capfd: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("core.test").warning("counted", rows=3, what=object())
    line = json.loads(capfd.readouterr().err)
    line.pop("timestamp")
    assert line == {"event": "counted", "level": "warning", "rows": 3, "what": "object"}


def test_a_request_logs_its_route_and_nothing_of_the_person(
    client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = client.get(
        "/healthz?email=ada@example.org",
        headers={"x-request-id": "0123456789abcdef", "referer": "https://ada.example/"},
        REMOTE_ADDR="203.0.113.9",
    )
    client.post("/s/secret-token/", {"name": "Ada"}, headers={"x-request-id": "Ada Lovelace"})
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    for line in lines:
        line.pop("timestamp"), line.pop("ms")
    assert answer["X-Request-ID"] == "0123456789abcdef"
    assert lines[0] == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "request_id": "0123456789abcdef",
        "route": "/healthz",
        "status": 200,
    }
    assert (lines[1]["route"], len(lines[1]["request_id"])) == ("/s/<str:token>/", 16)
    text = json.dumps(lines)
    assert [word for word in ("ada", "Ada", "secret-token", "203.0.113.9") if word in text] == []


@pytest.mark.parametrize("said", ["{error}", "Broken: {error}"])
def test_a_library_that_says_an_exceptions_message_is_kept_to_its_type(said: str) -> None:
    error = ValueError("ada@example.org")
    line = _line("library.part", said.format(error=error), error=error)
    assert (line["event"], "ada@" in json.dumps(line)) == ("ValueError", False)
    assert _line("library.part", "Broken: %s", "x", error=ValueError())["event"] == "Broken: %s"


def test_a_strangers_host_is_not_written(client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    answer = client.get("/desk/", headers={"host": "ana.castillo@mail.example"})
    text = capfd.readouterr().err
    refused = [line for line in map(json.loads, text.splitlines()) if "logger" in line]
    assert answer.status_code == 400
    assert {(line["logger"], line["event"]) for line in refused} == {
        ("django.security.DisallowedHost", "DisallowedHost")
    }
    assert "castillo" not in text


def test_an_answer_that_breaks_off_is_told_without_its_message(
    rf: RequestFactory, capfd: pytest.CaptureFixture[str]
) -> None:
    def rows() -> Iterator[bytes]:
        yield b"first"
        raise ValueError("ada@example.org")

    answer = RequestLog(lambda _: StreamingHttpResponse(rows()))(rf.get("/"))
    assert isinstance(answer, StreamingHttpResponse)
    chunks = iter(answer)
    assert next(chunks) == b"first"
    with pytest.raises(BrokenOff) as broken:
        next(chunks)
    line = json.loads(capfd.readouterr().err.splitlines()[-1])
    assert (line["event"], line["exception"][0]) == ("an answer broke off", "ValueError")
    assert line["request_id"] == answer["X-Request-ID"]
    written = "".join(traceback.format_exception(broken.value)) + json.dumps(line)
    assert "ada@" not in written


def test_each_line_is_one_write(monkeypatch: pytest.MonkeyPatch) -> None:
    writes: list[tuple[int, bytes]] = []
    monkeypatch.setattr("core.logs.os.write", lambda to, data: writes.append((to, data)))
    StandardError().info("an unpaired \ud800")
    assert writes == [(2, b"an unpaired ?\n")]
    assert sys.stderr is not None
