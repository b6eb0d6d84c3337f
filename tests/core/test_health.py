"""The addresses that machines ask: alive, ready, and the numbers."""

import pytest
from django.test import Client, override_settings

from core import metrics


def test_a_process_is_alive_without_any_server(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_a_process_is_ready_when_the_database_answers(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


@pytest.mark.django_db
def test_metrics_count_requests_by_route(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_owed_cache", (0.0, b""))  # what an earlier test has left
    client.get("/healthz?email=ada@example.org")
    text = client.get("/metrics").content.decode()
    assert 'muster_requests_total{method="GET",route="/healthz",status="200"}' in text
    assert "muster_messages_due 0" in text
    assert "muster_messages_failed 0" in text
    assert "ada@" not in text


@pytest.mark.django_db
def test_metrics_are_not_for_the_world(client: Client) -> None:
    answers = [
        client.get("/metrics", REMOTE_ADDR="203.0.113.7"),
        client.get("/metrics", REMOTE_ADDR=""),
        client.get("/metrics", headers={"x-forwarded-for": "203.0.113.7"}),
        client.get("/metrics", headers={"forwarded": "for=203.0.113.7"}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4


@pytest.mark.django_db
@override_settings(METRICS_TOKEN="let-me-see")
def test_metrics_are_for_the_token(client: Client) -> None:
    asked = [
        client.get("/metrics", headers={"authorization": word}, REMOTE_ADDR="8.8.4.4").status_code
        for word in ("Bearer let-me-see", "Bearer let-me-guess", "Bearer ")
    ]
    assert asked == [200, 404, 404]
