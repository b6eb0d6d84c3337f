"""docker-compose.yml and the Dockerfile, held against the code: no image can be pulled here."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from config import run
from config.env import SETTINGS
from tests.architecture.source import ROOT
from tests.config.test_env import KEY

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
DOCKERFILE = (ROOT / "Dockerfile").read_text()
# Settings of a development run, and of tests.
NOT_SET = {"DEBUG", "PORT", "SIGN_LIMITS"} | {name for name in SETTINGS if name.startswith("DUTY_")}
GIVEN = {
    "POSTGRES_PASSWORD": "pg-word",
    "REDIS_PASSWORD": "redis-word",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "IDENTITY_KEY": KEY,
    "VAULT_KEYS": f"k1:{KEY}",
    "SIGNING_KEY": KEY,
    "PUBLIC_URL": "https://muster.example",
    "ALLOWED_HOSTS": "muster.example",
    "TRUSTED_PROXIES": "10.0.0.0/8",
    "EMAIL_URL": "smtp://muster:word@mail.example:587/",
    "DEFAULT_FROM_EMAIL": "Muster <muster@muster.example>",
}


def _filled(text: str) -> str:
    """The text as compose would fill it; a name that must be given and is not fails."""

    def value(match: re.Match[str]) -> str:
        name, kind = match["name"], match["kind"]
        return GIVEN[name] if kind == ":?" else GIVEN.get(name, match["rest"])

    return re.sub(r"\$\{(?P<name>\w+)(?P<kind>:[?-])(?P<rest>[^}]*)\}", value, text)


def _image_settings() -> dict[str, str]:
    block = re.search(r"^ENV (?P<all>(?:.*\\\n)*.*)$", DOCKERFILE, re.MULTILINE)
    assert block is not None
    pairs = dict(re.findall(r"(\w+)=(\S+)", block["all"]))
    return {name: value for name, value in pairs.items() if name in SETTINGS}


def test_the_services_are_these() -> None:
    assert [*SERVICES] == ["postgres", "redis", "migrate", "web", "worker", "beat"]


def test_each_program_gets_every_setting_that_the_code_reads() -> None:
    for name in OURS:
        given = SERVICES[name]["environment"].keys() | _image_settings().keys()
        assert given == SETTINGS.keys() - NOT_SET, name


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    optional = set(re.findall(r"\$\{(\w+):-", text))
    required = set(re.findall(r"\$\{(\w+):\?", text))
    assert optional == {
        *("MAIL_PER_DOMAIN", "MAIL_WEBHOOK_SECRET", "MEMBER_READS_A_DAY", "METRICS_TOKEN"),
        *("WEB_WORKERS", "WEB_THREADS", "LOG_LEVEL", "PORT"),
    }
    assert required == GIVEN.keys()
    assert re.findall(r"\$\{\w+\}|\$\w", text) == []
    assert not re.search(r"KEY|PASSWORD|SECRET", DOCKERFILE)


def test_each_command_exists() -> None:
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["command"] == ["python", "-m", "config.run", name]
        assert run.program(name).name == name
    steps = re.findall(r"manage\.py (\w+)", " ".join(SERVICES["migrate"]["command"]))
    asked = SERVICES["worker"]["healthcheck"]["test"][3]
    assert ([*steps, asked], {*steps, asked} - get_commands().keys()) == (
        ["migrate", "load_places", "check"],
        set(),
    )


def test_ports_are_on_loopback_and_servers_inside() -> None:
    ports = {name: SERVICES[name].get("ports", []) for name in SERVICES}
    assert {name: each for name, each in ports.items() if each} == {
        "web": ["127.0.0.1:${PORT:-8000}:8000"]
    }
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert [SERVICES[name]["networks"] for name in ("postgres", "redis")] == [["inside"]] * 2


def test_all_wait_for_the_migrations_and_say_how_they_are() -> None:
    for name in ("web", "worker", "beat"):
        waits = SERVICES[name]["depends_on"]
        assert waits["migrate"] == {"condition": "service_completed_successfully"}
        assert waits["postgres"] == {"condition": "service_healthy"}
    assert [name for name in SERVICES if "healthcheck" not in SERVICES[name]] == ["migrate"]
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql/data"]


def test_the_image_runs_as_nobody_special_from_the_lock() -> None:
    lines = DOCKERFILE.splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER muster"]
    assert lines.index("USER muster") > max(
        i for i, line in enumerate(lines) if line.startswith("RUN")
    )
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    assert _image_settings() == {"DATA_DIR": "/var/lib/muster", "STATIC_ROOT": "/app/staticfiles"}
    assert SERVICES["web"]["cap_drop"] == ["ALL"]


@pytest.mark.slow
def test_the_deployment_check_is_clean_with_what_compose_sets(tmp_path: Path) -> None:
    variables = {name: _filled(str(text)) for name, text in SERVICES["web"]["environment"].items()}
    here = {"DATA_DIR": str(tmp_path / "data"), "STATIC_ROOT": str(tmp_path / "static")}
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env={"PATH": os.environ["PATH"], **variables, **here},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    assert not (tmp_path / "data" / "secrets").exists()
