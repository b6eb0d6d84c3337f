"""The servers of a bench run: durable, and with a database that nobody else uses."""

import os
import secrets
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from config.embedded import postgres, redis
from config.embedded.lease import Lease, Servers
from config.env import Environment

DATABASE = "muster_bench"


@contextmanager
def servers() -> Iterator[dict[str, str]]:
    """The environment that points to the servers: those given, or embedded ones of our own."""
    os.environ["DATA_DIR"] = str(Environment.of_process().data_dir / "bench")
    env = Environment.of_process()
    needed = Servers(postgres=env.embeds_postgres, redis=env.embeds_redis)
    with Lease(env.data_dir, needed) if needed.postgres or needed.redis else nullcontext():
        database = env.given("DATABASE_URL") or postgres.database_url(env.data_dir)
        parts = urlsplit(database)
        yield {
            "DATABASE_URL": urlunsplit(parts._replace(path=f"/{DATABASE}")),
            "REDIS_URL": env.given("REDIS_URL") or redis.redis_url(env.data_dir),
            "SERVER_URL": database,
        }


def bench_environment(servers: dict[str, str]) -> dict[str, str]:
    """What a measured process runs with: as in production, limits off, secrets for this run."""
    keys = {
        name: b64encode(secrets.token_bytes(32)).decode()
        for name in ("SECRET_KEY", "IDENTITY_KEY", "SIGNING_KEY")
    }
    fixed = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "off",
        "SIGN_LIMITS": "off",
        "LOG_LEVEL": "warning",
        "VAULT_KEYS": f"bench:{b64encode(secrets.token_bytes(32)).decode()}",
    }
    return {**os.environ, **keys, **fixed, **servers}


def fresh_database(servers: dict[str, str]) -> None:
    """Makes the bench's database anew and migrates it."""
    name = sql.Identifier(DATABASE)
    with closing(psycopg2.connect(servers["SERVER_URL"])) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(name))
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=bench_environment(servers), check=True)
