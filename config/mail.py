"""Reads EMAIL_URL: `smtp://user:password@host:587/?starttls=off`, `smtps://…`, `file:///dir`,
`console:`.
"""

from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BACKENDS = "django.core.mail.backends"


@dataclass(frozen=True)
class Mail:
    """Where Django sends mail. `starttls` upgrades a plain connection, `tls` starts encrypted."""

    backend: str
    folder: str = ""
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def parse(url: str) -> Mail:
    """Raises ImproperlyConfigured, without the password, for what is none of the forms."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return Mail(backend=f"{BACKENDS}.console.EmailBackend")
    if parts.scheme == "file" and parts.path:
        return Mail(backend=f"{BACKENDS}.filebased.EmailBackend", folder=unquote(parts.path))
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        return _smtp(parts)
    raise ImproperlyConfigured("EMAIL_URL must be smtp://…, smtps://…, file:///dir or console:")


def _smtp(parts: SplitResult) -> Mail:
    """Mail with a password goes encrypted unless the URL says `starttls=off`."""
    tls = parts.scheme == "smtps"
    asked = parse_qs(parts.query).get("starttls", ["on" if parts.password else "off"])[0]
    return Mail(
        backend=f"{BACKENDS}.smtp.EmailBackend",
        host=parts.hostname or "localhost",
        port=parts.port or (465 if tls else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=asked == "on" and not tls,
        tls=tls,
    )
