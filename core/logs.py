"""Log lines as JSON on standard error, without personal data. Requests: `core.request_log`.

Our own code says things in words and codes, so its lines are written as they are. A library's
message is kept as its template: its arguments may hold what people sent. Of an exception only
the types and the places are written, since its message may quote a value.
"""

import logging
import os
import sys
import traceback
from typing import Any

import structlog
from django.apps import apps
from django.conf import settings
from structlog.types import EventDict, Processor, WrappedLogger

DEEPEST = 12  # places kept of one exception


def write(line: str) -> None:
    """One write a line, so that lines of many processes do not mix."""
    os.write(2, line.encode(errors="replace") + b"\n")


class StandardError:
    """Where structlog's lines go."""

    def msg(self, line: str) -> None:
        write(line)

    debug = info = warning = error = critical = exception = log = msg


class StandardErrorHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        write(self.format(record))


class JsonFormatter(structlog.stdlib.ProcessorFormatter):
    """Lines of Python's logging, in the shape of structlog's."""

    def __init__(self) -> None:
        super().__init__(
            processors=[
                plain_event,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *SHARED,
                structlog.processors.JSONRenderer(default=type_name),
            ]
        )


def configure(level: int) -> None:
    """Makes `structlog.get_logger()` write JSON lines of at least this level."""
    structlog.configure(
        processors=[*SHARED, structlog.processors.JSONRenderer(default=type_name)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: StandardError(),
        cache_logger_on_first_use=True,
    )


def type_name(value: object) -> str:
    """What stands in a line for a value that JSON does not know."""
    return type(value).__name__


def plain_event(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The event of a record of Python's logging: ours with its arguments, others' without."""
    record: logging.LogRecord = event["_record"]
    ours = record.name.partition(".")[0] in our_apps()
    if not ours:  # structlog has put the arguments in, and taken them out of the record
        event["event"] = _template(record, event.get("exc_info"))
    event["logger"] = record.name
    return event


def _template(record: logging.LogRecord, exc_info: Any) -> str:
    """The message without its arguments; the type of the exception where the exception's own
    message stands in it, as in Django's `django.security`: that may quote the request."""
    error = exc_info[1] if exc_info else None
    text, said = str(record.msg), str(error or "")
    return type_name(error) if said and said in text else text


def safe_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replaces `exc_info` by `exception`: types and places, no messages."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = describe(error)
    return event


def describe(error: BaseException | None) -> list[str]:
    """Types and places of an exception and of its causes; places innermost last."""
    lines: list[str] = []
    while error is not None:
        lines.append(type(error).__name__)
        for frame in traceback.extract_tb(error.__traceback__)[-DEEPEST:]:
            lines.append(f"{_short(frame.filename)}:{frame.lineno} {frame.name}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines


def our_apps() -> set[str]:
    """Names of the project's own apps: the loggers under them are ours."""
    base = str(settings.BASE_DIR)
    return {app.name for app in apps.get_app_configs() if app.path == f"{base}/{app.name}"}


def _short(filename: str) -> str:
    return filename.rpartition("site-packages/")[2].removeprefix(f"{settings.BASE_DIR}/")


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    safe_exception,
]
