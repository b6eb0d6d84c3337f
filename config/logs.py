"""Django's LOGGING: everything as JSON lines on standard error. How a line is made: `core.logs`."""

import logging
from typing import Any

from core import logs


def logging_config(level: str) -> dict[str, Any]:
    """For `level`, the name of a level of Python's logging; also sets structlog up."""
    logs.configure(logging.getLevelNamesMapping()[level])
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "core.logs.JsonFormatter"}},
        "handlers": {"stderr": {"()": "core.logs.StandardErrorHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Without Django's own handlers, which mail tracebacks with people's input.
            "django": {"handlers": [], "level": level},
            # Below errors it repeats what core.request_log says.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            # A line for every ring of a duty.
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "fontTools": {"level": "ERROR"},
        },
    }
