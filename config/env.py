"""Every setting that Muster reads from its environment, and how.

`SETTINGS` is the one list: a name that is not in it cannot be read, and tests hold the README,
docker-compose.yml and the Dockerfile against it. `.env` in the project folder is read when
present; the real environment wins.
"""

import base64
import binascii
import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from config import secret_file
from config.embedded import postgres, redis

BASE_DIR = Path(__file__).resolve().parent.parent
TRUE = {"1", "true", "yes", "on"}
LEVELS = ("debug", "info", "warning", "error", "critical")
FALSE = {"0", "false", "no", "off", ""}
# Each side of a connection notices within about half a minute that the other side's machine is
# gone. With the usual two hours, what a lost worker had locked would keep the mail of all others.
CONNECTION: Mapping[str, object] = {
    "connect_timeout": 3,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "options": "-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3",
}


@dataclass(frozen=True)
class Setting:
    """One variable: what it means, and its default as it would be written (None: none)."""

    name: str
    meaning: str
    default: str | None = None


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting("DATABASE_URL", "PostgreSQL 15 or later; embedded under DATA_DIR when absent"),
        Setting("REDIS_URL", "Redis 6.2 or later; embedded under DATA_DIR when absent"),
        Setting("DATA_DIR", "embedded servers, files and keys of a development run", ".data"),
        Setting("SECRET_KEY", "signs sessions and links"),
        Setting("IDENTITY_KEY", "keys the ids of signatures: base64 of 32 bytes; never changes"),
        Setting("VAULT_KEYS", "key-encryption keys: id:base64 pairs of 32 bytes, newest first"),
        Setting("SIGNING_KEY", "Ed25519 private key that signs bundles: base64 of 32 bytes"),
        Setting("DEBUG", "development mode", "off"),
        Setting("PUBLIC_URL", "absolute address in mails and links; http://localhost:PORT"),
        Setting("ALLOWED_HOSTS", "host names that are answered, by comma", "localhost"),
        Setting("TRUSTED_PROXIES", "networks of proxies whose X-Forwarded-For counts, by comma"),
        Setting("EMAIL_URL", "smtp://…, file:///dir or console:; file://DATA_DIR/mail"),
        Setting("MAIL_PER_DOMAIN", "most mails a minute to one domain; 0 keeps no pace", "60000"),
        Setting("MAIL_WEBHOOK_SECRET", "user:password of a mail provider's notices of bounces"),
        Setting("DEFAULT_FROM_EMAIL", "the sender of mails", "Muster <noreply@localhost>"),
        Setting("SIGN_LIMITS", "off switches rate limits off (load tests)", "on"),
        Setting("MEMBER_READS_A_DAY", "most people of a list that one steward reads a day", "5000"),
        Setting("DUTY_LEASE_SECONDS", "how long a worker holds due rows unless it renews", "60"),
        Setting("DUTY_BACKOFF_SECONDS", "first wait after a failed duty; doubles", "30"),
        Setting("DUTY_PASS_SECONDS", "how long one pass of a duty works", "5"),
        Setting("METRICS_TOKEN", "bearer token that may read /metrics from anywhere"),
        Setting("PORT", "port of the web server that `up` starts", "8000"),
        Setting("WEB_WORKERS", "web server processes; from the cores when absent"),
        Setting("WEB_THREADS", "threads of each web server process", "4"),
        Setting("STATIC_ROOT", "where collectstatic put the files; found in place when absent"),
        Setting("LOG_LEVEL", "least level that is logged", "info"),
    )
}


class Environment:
    """The settings of one process, read once. Values are text until a method says otherwise."""

    def __init__(self, variables: Mapping[str, str], base_dir: Path = BASE_DIR) -> None:
        self.base_dir = base_dir
        self._values = {
            name: variables[name].strip()
            for name in SETTINGS
            if name in variables and variables[name].strip()
        }

    @classmethod
    def of_process(cls) -> "Environment":
        """From `os.environ`, filled up from `.env`."""
        file = BASE_DIR / ".env"
        if file.exists():
            environ.Env.read_env(file, overwrite=False)
        return cls(os.environ)

    def given(self, name: str) -> str | None:
        """The value that somebody set, or None."""
        return self._values.get(SETTINGS[name].name)

    def text(self, name: str) -> str:
        return self.given(name) or SETTINGS[name].default or ""

    def flag(self, name: str) -> bool:
        value = self.text(name).lower()
        if value not in TRUE | FALSE:
            raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}")
        return value in TRUE

    def number(self, name: str, default: int = 0) -> int:
        value = self.text(name) or str(default)
        if not value.isdecimal():
            raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}")
        return int(value)

    def seconds(self, name: str) -> float:
        try:
            return float(self.text(name))
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} must be a number of seconds") from error

    def keys(self, name: str) -> list[tuple[str, bytes]]:
        """A secret of the form `id:base64,id:base64`, each key of 32 bytes."""
        pairs = [part.strip().partition(":") for part in self.secret(name).split(",")]
        return [(key_id, _key_bytes(name, text)) for key_id, _, text in pairs]

    def key(self, name: str) -> bytes:
        """A secret that is the base64 of 32 bytes."""
        return _key_bytes(name, self.secret(name))

    def pair(self, name: str) -> str:
        """A secret of the form user:password, or nothing."""
        value = self.text(name)
        if value and not all(value.partition(":")):
            raise ImproperlyConfigured(f"{name} must be user:password")
        return value

    def level(self, name: str) -> str:
        """The name of a level of Python's logging."""
        value = self.text(name).lower()
        if value not in LEVELS:
            raise ImproperlyConfigured(f"{name} must be one of {', '.join(LEVELS)}, not {value!r}")
        return value.upper()

    def url(self, name: str, schemes: tuple[str, ...]) -> str | None:
        """An address of one of the schemes. It is not quoted: it may hold a password."""
        value = self.given(name)
        try:
            parts = urlsplit(value or "")
            usable = parts.scheme in schemes and (parts.netloc or parts.path) and parts.port != 0
        except ValueError:  # the port is no number
            usable = False
        if value and not usable:
            raise ImproperlyConfigured(f"{name} must be {'://… or '.join(schemes)}://…")
        return value

    def networks(self, name: str) -> list[str]:
        """Addresses or networks, as 10.0.0.0/8."""
        try:
            return [str(ipaddress.ip_network(part, strict=False)) for part in self.names(name)]
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} must hold networks by comma: {error}") from error

    def names(self, name: str) -> list[str]:
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    @property
    def data_dir(self) -> Path:
        """Absolute; a relative DATA_DIR is inside the project folder."""
        return (self.base_dir / Path(self.text("DATA_DIR")).expanduser()).resolve()

    @property
    def embeds_postgres(self) -> bool:
        return self.given("DATABASE_URL") is None

    @property
    def embeds_redis(self) -> bool:
        return self.given("REDIS_URL") is None

    def database(self) -> dict[str, Any]:
        """Django's description of the database; a host such as %2Frun is a socket's folder."""
        given = self.url("DATABASE_URL", ("postgres", "postgresql"))
        url = given or postgres.database_url(self.data_dir)
        config: dict[str, Any] = environ.Env.db_url_config(url)
        config["HOST"] = unquote(config["HOST"])
        config["OPTIONS"] = {**CONNECTION, **config.get("OPTIONS", {})}
        return config

    def redis_url(self) -> str:
        return self.url("REDIS_URL", ("redis", "rediss", "unix")) or redis.redis_url(self.data_dir)

    def secret(self, name: str) -> str:
        """From the environment, else from DATA_DIR/secrets.

        The file is made once, for development and for embedded servers; elsewhere a missing
        secret raises ImproperlyConfigured, so that no production run invents its own keys.
        """
        given = self.given(name)
        if given is not None:
            return given
        kept = secret_file.read(self.data_dir)
        if name not in kept and (self.flag("DEBUG") or self.embeds_postgres):
            kept = secret_file.make(self.data_dir)
        if name not in kept:
            raise ImproperlyConfigured(f"{name} is not set: {SETTINGS[name].meaning}")
        return kept[name]


def _key_bytes(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured(f"{name} must hold the base64 of 32 bytes")
    return key
