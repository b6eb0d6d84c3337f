"""What every command promises: its JSON, its exit code, one line when it cannot."""

import json
from argparse import ArgumentParser
from typing import Any

import pytest
from django.db import OperationalError

from core.commands import BadArguments, MusterCommand, Unsuccessful
from core.errors import Invalid, NotFound


class Greet(MusterCommand):
    """A command that answers, refuses or breaks as its argument says."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what")

    def run(self, **options: Any) -> dict[str, Any]:
        what = options["what"]
        failures: dict[str, Exception] = {
            "nothing": NotFound("no petition has the slug 'nothing'"),
            "field": Invalid.field("date", "bad", "not a\ndate"),
            "file": Invalid.field("file", "empty_file", "nothing in it"),
            "argument": BadArguments("FILE cannot be read"),
            "away": OperationalError("connection refused\n\tIs it running?"),
            "no": Unsuccessful("the bundle is not valid", result={"valid": False}),
        }
        if what in failures:
            raise failures[what]
        return {"greeted": what, "list": [1, 2]}


def call(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = 0
    try:
        Greet().run_from_argv(["manage.py", "greet", *argv])
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def test_json_is_one_object_on_the_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "world", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out.splitlines()[-1]) == {"greeted": "world", "list": [1, 2]}


def test_people_get_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "world") == (0, "greeted: world\nlist: [1, 2]\n", "")


@pytest.mark.parametrize(
    ("argv", "code", "line"),
    [
        (["nothing"], 1, "no petition has the slug 'nothing'"),
        (["field"], 2, "date: not a date (bad)"),
        (["file"], 1, "file: nothing in it (empty_file)"),
        (["argument"], 2, "FILE cannot be read"),
        (["away"], 1, "the database is away: connection refused"),
        ([], 2, "the following arguments are required: what"),
        (["world", "--nope"], 2, "unrecognized arguments: --nope"),
    ],
)
def test_a_failure_is_one_line_and_an_exit_code(
    capsys: pytest.CaptureFixture[str], argv: list[str], code: int, line: str
) -> None:
    assert call(capsys, *argv, "--json") == (code, "", f"{line}\n")


def test_an_answer_of_no_is_printed_and_exits_1(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "no", "--json")
    assert (code, out, err) == (1, '{"valid": false}\n', "the bundle is not valid\n")
