"""Where mail goes, by `EMAIL_URL`: smtp://, smtps://, file:///dir or console:."""

from contextlib import AbstractContextManager
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

from core.mail.console import Console
from core.mail.folder import Folder
from core.mail.smtp import Smtp
from core.mail.written_letter import WrittenLetter


class Transport(AbstractContextManager["Transport"], Protocol):
    """Sends letters, one after another, over one connection that the block closes."""

    def send(self, letter: WrittenLetter) -> None:
        """Hands the letter over. Raises a SendFailure; returns only when it was accepted."""


def require_usable(url: str) -> None:
    """Raises ImproperlyConfigured for an `EMAIL_URL` that no transport understands."""
    open_transport(url)


def open_transport(url: str) -> Transport:
    """The transport of an `EMAIL_URL`; nothing connects before the first letter.

    Raises ImproperlyConfigured for a scheme that is not known.
    """
    parts = urlsplit(url)
    if parts.scheme in Smtp.PORTS and parts.hostname and _has_usable_port(parts):
        return Smtp(parts)
    if parts.scheme == "file" and parts.path:
        return Folder(parts.path)
    if parts.scheme == "console":
        return Console()
    # The URL itself is not quoted: it may hold a password.
    raise ImproperlyConfigured("EMAIL_URL must be smtp://…, smtps://…, file:///dir or console:")


def _has_usable_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False
