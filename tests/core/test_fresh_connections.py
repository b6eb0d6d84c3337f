"""A connection that the server closed is replaced before a request runs into it."""

import psycopg2
import pytest
from django.db import connection
from django.test import Client


def _end_from_outside(pid: int) -> None:
    at = connection.settings_dict
    other = psycopg2.connect(
        host=at["HOST"],
        port=at["PORT"] or None,
        user=at["USER"],
        password=at["PASSWORD"] or None,
        dbname=at["NAME"],
    )
    other.autocommit = True
    other.cursor().execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()


@pytest.mark.django_db(transaction=True)
def test_a_restart_of_the_database_fails_no_request(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (before,) = cursor.fetchone()
    _end_from_outside(before)
    assert client.get("/readyz").status_code == 200
    assert connection.connection.info.backend_pid != before


@pytest.mark.django_db(transaction=True)
def test_a_living_connection_is_kept(client: Client) -> None:
    client.get("/readyz")
    before = connection.connection.info.backend_pid
    client.get("/readyz")
    assert connection.connection.info.backend_pid == before
