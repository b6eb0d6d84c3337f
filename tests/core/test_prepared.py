"""A statement is planned once a connection, and reports what it met."""

import pytest
from django.db import ProgrammingError, connection, transaction

from core import prepared

pytestmark = pytest.mark.django_db


def test_a_statement_runs_with_its_values_as_often_as_it_is_asked() -> None:
    sql = "SELECT FROM generate_series(1, $1::int)"
    assert [prepared.run(sql, [number]) for number in (0, 1, 3)] == [0, 1, 3]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [f"%{sql}"]
        )
        assert cursor.fetchone() == (1,)


def test_a_new_connection_plans_its_own() -> None:
    def run() -> int:
        return prepared.run("SELECT FROM generate_series(1, $1::int)", [2])

    assert run() == 2
    other = connection.copy()
    try:
        other.ensure_connection()
        raw, connection.connection = connection.connection, other.connection
        try:
            assert run() == 2
        finally:
            connection.connection = raw
    finally:
        other.close()


def test_what_is_wrong_is_one_of_djangos_errors() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        prepared.run("SELECT FROM nowhere WHERE 1 = $1::int", [1])
