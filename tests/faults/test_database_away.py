"""PostgreSQL goes away under a running web server and comes back: people are told to try again,
nothing is half done, and no restart is needed."""

import json
import time
from pathlib import Path

import pytest
from django.db import connection

from petitions.models import Signature
from tests.core.smtp_sink import free_port
from tests.faults.programs import Answer, Programs, ask, wait_until, web
from tests.faults.proxy import DatabaseProxy
from tests.stories import coalition_of, open_petition_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.django_db(transaction=True),
]


def test_requests_are_answered_503_until_it_is_back(
    environment: dict[str, str], tmp_path: Path
) -> None:
    petition = open_petition_of(coalition_of(1))
    database_port, port = free_port(), free_port()
    user, name = connection.settings_dict["USER"], connection.settings_dict["NAME"]
    environment |= {"DATABASE_URL": f"postgres://{user}@127.0.0.1:{database_port}/{name}"}
    running, proxy = Programs(environment, tmp_path), DatabaseProxy(database_port)
    proxy.start()
    running.start(web(environment, port))
    try:
        wait_until(lambda: ask("GET", port, "/healthz").status == 200, seconds=150)
        path = f"/api/v1/petitions/{petition.slug}/signatures/"
        assert sign(port, path, "before").status == 201
        proxy.stop()
        for number in range(8):  # every thread of the server meets its broken connection
            refused = sign(port, path, f"during{number}")
            assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
            assert json.loads(refused.body)["code"] == "unavailable"
        page = ask("GET", port, f"/p/{petition.slug}/")
        assert (page.status, page.headers["Retry-After"]) == (503, "5")
        assert "text/html" in page.headers["Content-Type"]
        assert ask("GET", port, "/healthz").status == 200
        proxy.start()
        assert sign(port, path, "after").status == 201
    finally:
        running.stop_all()
        proxy.stop()
    assert Signature.objects.count() == 2


def sign(port: int, path: str, name: str) -> Answer:
    person = {
        "given_name": "Ana",
        "family_name": "Silva",
        "email": f"{name}@example.org",
        "country": "US",
        "postal_code": "94601",
    }
    started = time.monotonic()
    answer = ask("POST", port, path, json.dumps(person), {"Content-Type": "application/json"})
    assert time.monotonic() - started < 5
    return answer
