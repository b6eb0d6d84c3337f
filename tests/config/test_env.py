"""Settings come from one list, with clear words for what is wrong."""

import base64
import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import secret_file
from config.env import CONNECTION, SETTINGS, Environment
from tests.architecture.source import ROOT, source_files

KEY = base64.b64encode(b"k" * 32).decode()
SECRETS = {"SECRET_KEY": "s", "IDENTITY_KEY": KEY, "VAULT_KEYS": f"k1:{KEY}", "SIGNING_KEY": KEY}


def _environment(folder: Path, **variables: str) -> Environment:
    return Environment({"DATA_DIR": str(folder / "data"), **variables}, base_dir=folder)


def test_a_fresh_folder_makes_its_secrets_once(tmp_path: Path) -> None:
    first = _environment(tmp_path, DEBUG="1")
    keys = {name: first.secret(name) for name in SECRETS}
    assert {name: _environment(tmp_path).secret(name) for name in SECRETS} == keys
    assert len(set(keys.values())) == 4
    assert ((tmp_path / "data" / "secrets").stat().st_mode & 0o777) == 0o600


def test_a_production_run_invents_no_key(tmp_path: Path) -> None:
    env = _environment(tmp_path, DATABASE_URL="postgres://db/muster", REDIS_URL="redis://redis")
    with pytest.raises(ImproperlyConfigured, match="IDENTITY_KEY is not set"):
        env.secret("IDENTITY_KEY")
    assert not (tmp_path / "data").exists()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    secret_file.make(tmp_path / "data")
    assert _environment(tmp_path, SECRET_KEY="given").secret("SECRET_KEY") == "given"


def test_a_secret_that_a_later_version_needs_is_added(tmp_path: Path) -> None:
    made = secret_file.make(tmp_path)
    kept = {name: value for name, value in made.items() if name != "SIGNING_KEY"}
    (tmp_path / "secrets").write_text("".join(f"{name}={kept[name]}\n" for name in kept))
    again = secret_file.make(tmp_path)
    assert (again.keys(), again | kept) == (made.keys(), again)


def test_keys_are_of_32_bytes(tmp_path: Path) -> None:
    env = _environment(tmp_path, **SECRETS | {"VAULT_KEYS": f"k2:{KEY}, k1:{KEY}"})
    assert env.keys("VAULT_KEYS") == [("k2", b"k" * 32), ("k1", b"k" * 32)]
    assert env.key("SIGNING_KEY") == b"k" * 32
    for wrong in ("c2hvcnQ=", "not base64!"):
        with pytest.raises(ImproperlyConfigured, match="IDENTITY_KEY must hold"):
            _environment(tmp_path, IDENTITY_KEY=wrong).key("IDENTITY_KEY")


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"DEBUG": "perhaps"}, "DEBUG must be on or off"),
        ({"PORT": "http"}, "PORT must be a whole number"),
        ({"DUTY_LEASE_SECONDS": "long"}, "DUTY_LEASE_SECONDS must be a number"),
        ({"DATABASE_URL": "sqlite:///muster.db"}, "DATABASE_URL must be postgres://…"),
        ({"DATABASE_URL": "postgres://a:secret@db:port/x"}, "DATABASE_URL must be postgres://…"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL must be postgres://…"),
        ({"REDIS_URL": "http://redis"}, "REDIS_URL must be redis://…"),
        ({"PUBLIC_URL": "muster.example"}, "PUBLIC_URL must be https://…"),
        ({"TRUSTED_PROXIES": "10.0.0.0/8, proxy"}, "TRUSTED_PROXIES must hold networks"),
        ({"MAIL_WEBHOOK_SECRET": "secret"}, "MAIL_WEBHOOK_SECRET must be user:password"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be one of debug, info"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, variables: dict[str, str], message: str) -> None:
    env = _environment(tmp_path, **variables)
    with pytest.raises(ImproperlyConfigured, match=message) as refusal:
        _read(env)
    assert "secret" not in str(refusal.value)


def _read(env: Environment) -> None:
    (env.flag("DEBUG"), env.number("PORT"), env.seconds("DUTY_LEASE_SECONDS"))
    (env.database(), env.redis_url(), env.url("PUBLIC_URL", ("https", "http")))
    (env.networks("TRUSTED_PROXIES"), env.level("LOG_LEVEL"), env.pair("MAIL_WEBHOOK_SECRET"))


def test_the_database_may_be_behind_a_socket_a_name_or_options(tmp_path: Path) -> None:
    def place(url: str) -> tuple[object, ...]:
        config = _environment(tmp_path, DATABASE_URL=url).database()
        return tuple(config[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME", "OPTIONS"))

    assert place("postgres://muster@%2Frun%2Fpg:5432/muster") == (
        *("muster", "", "/run/pg", 5432, "muster"),
        {**CONNECTION},
    )
    assert place("postgres://u:p%40ss@db.example/m?sslmode=require") == (
        *("u", "p@ss", "db.example", "", "m"),
        {**CONNECTION, "sslmode": "require"},
    )
    assert place("postgres://u@db.example/m?options=-c%20jit%3Doff&connect_timeout=9")[-1] == (
        {**CONNECTION, "options": "-c jit=off", "connect_timeout": 9}
    )


def test_an_empty_value_is_as_none(tmp_path: Path) -> None:
    """docker-compose sets what nobody gave to nothing."""
    env = _environment(
        tmp_path, WEB_WORKERS="", LOG_LEVEL=" ", ALLOWED_HOSTS="a.example, ,b.example"
    )
    assert (env.number("WEB_WORKERS", 3), env.text("LOG_LEVEL")) == (3, "info")
    assert env.names("ALLOWED_HOSTS") == ["a.example", "b.example"]


def test_every_setting_of_the_list_is_read_somewhere() -> None:
    methods = "given|text|flag|number|seconds|level|url|networks|names|keys|key|pair|secret"
    reads = re.compile(rf"(?:env|self)\.(?:{methods})\(\s*\"([A-Z_]+)\"")
    text = "".join(file.text for file in source_files("config"))
    assert set(reads.findall(text)) == SETTINGS.keys()


def test_the_environment_is_read_in_one_place() -> None:
    """Elsewhere it is only handed on to children, or given Django's own variables."""
    readers = re.compile(r"os\.getenv|os\.environ(\.get\(|\[\"[A-Z_]+\"\](?!\s*=))")
    files = source_files(
        "config", "core", "places", "accounts", "groups", "campaign", "petitions", "pages"
    )
    assert [str(file.path) for file in files if readers.search(file.text)] == []


def test_the_operations_page_tells_every_setting() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    assert [name for name in SETTINGS if f"`{name}`" not in page] == []
