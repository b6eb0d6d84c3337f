"""The base of every management command: plain text or one JSON line, and honest exit codes."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
    handle_default_options,
)
from django.db import InterfaceError, OperationalError, connections

from core.errors import Invalid, MusterError

Result = Mapping[str, Any] | Sequence[Any] | None


class BadArguments(CommandError):
    """The arguments cannot be what was meant: exit 2."""

    def __init__(self, line: str) -> None:
        super().__init__(line, returncode=2)


class Unsuccessful(CommandError):
    """The command ran and its answer is no (a bundle that is not valid): prints it and exits 1."""

    def __init__(self, line: str, *, result: Result) -> None:
        super().__init__(line, returncode=1)
        self.result = result


class MusterCommand(BaseCommand):
    """Implement `run` (and `add_arguments`); return what `--json` prints.

    `describe` turns the result into the lines that people read. Expected failures
    (`MusterError`, a server that is away) become one line on standard error and exit 1;
    `BadArguments` and values that services find invalid exit 2. Bugs keep their traceback.
    """

    requires_system_checks = []

    def run(self, **options: Any) -> Result:
        raise NotImplementedError

    def describe(self, result: Result) -> str:
        """The result for people: one `name: value` a line."""
        if isinstance(result, Mapping):
            return "\n".join(f"{name}: {_plain(value)}" for name, value in result.items())
        return "\n".join(_plain(row) for row in result or ())

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        # argparse would print its usage as well: one line is promised.
        parser.called_from_command_line = False
        _add_json(parser)
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        self._called_from_command_line = True
        try:
            parser = self.create_parser(argv[0], argv[1])
            options = _parse(parser, argv[2:])
            handle_default_options(options)
            self.execute(**vars(options))
        except CommandError as error:
            self._stop(str(error), error.returncode)
        except KeyboardInterrupt:
            self._stop("stopped", 1)
        finally:
            connections.close_all()

    def handle(self, *args: Any, **options: Any) -> None:
        as_json = options.pop("json", False)
        for name in ("settings", "pythonpath", "traceback", "no_color", "force_color"):
            options.pop(name, None)
        try:
            self._print(self.run(**options), as_json=as_json)
        except Unsuccessful as error:
            self._print(error.result, as_json=as_json)
            raise
        except MusterError as error:
            raise CommandError(_line(error), returncode=_exit_code(error)) from error
        except (OperationalError, InterfaceError) as error:
            raise CommandError(f"the database is away: {_first_line(error)}") from error

    def _print(self, result: Result, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({} if result is None else result, default=str))
        elif lines := self.describe(result):
            self.stdout.write(lines)

    def _stop(self, line: str, code: int) -> NoReturn:
        self.stderr.write(" ".join(line.split()))
        sys.exit(code)


def _add_json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")


def _parse(parser: CommandParser, argv: list[str]) -> Any:
    try:
        return parser.parse_args(argv)
    except CommandError as error:
        raise BadArguments(str(error).removeprefix("Error: ")) from error


def _plain(value: Any) -> str:
    return json.dumps(value, default=str) if isinstance(value, dict | list) else str(value)


def _exit_code(error: MusterError) -> int:
    """2 for a value that cannot be one; a file that cannot be read is no wrong argument."""
    of_a_file = any(item.field == "file" for item in error.errors)
    return 2 if isinstance(error, Invalid) and not of_a_file else 1


def _line(error: MusterError) -> str:
    if not error.errors:
        return error.detail
    return "; ".join(f"{item.field}: {item.detail} ({item.code})" for item in error.errors)


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
