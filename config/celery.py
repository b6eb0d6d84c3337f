"""The Celery application: rings the doorbells of duties. Carries no facts and keeps no results.

Beat's entries come from the dispatcher's registry. Every broker timeout is under a second: a
Redis that is gone or silent costs latency and nothing else.
"""

import os
from typing import Any
from urllib.parse import parse_qs, urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from celery import Celery, signals  # noqa: E402 - needs the apps
from django.conf import settings  # noqa: E402 - likewise

from config.process_death import die_with  # noqa: E402 - likewise
from core import tasks  # noqa: E402 - likewise
from core.dispatcher import Turn  # noqa: E402 - likewise

# A ring works for seconds; one whose worker died is rung again by beat long before this.
VISIBILITY_SECONDS = 120


def broker_url(redis_url: str) -> str:
    """Kombu's form of a Redis URL: a Unix socket has a scheme of its own there."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"


app = Celery("muster")
app.conf.update(
    broker_url=broker_url(settings.REDIS_URL),
    broker_connection_timeout=0.8,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # for ever: Redis comes back some day
    broker_transport_options={
        "socket_timeout": 0.8,
        "socket_connect_timeout": 0.8,
        "visibility_timeout": VISIBILITY_SECONDS,
        "unacked_restore_interval": 1,
        "unacked_restore_throttle": 1,
        "max_retries": 0,  # of a publication: beat rings again anyway
        "global_keyprefix": "ring:",
        "priority_steps": [int(turn) for turn in Turn],
    },
    task_publish_retry=False,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    result_backend=None,
    task_serializer="json",
    accept_content=["json"],
    task_default_queue="rings",
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    worker_enable_remote_control=False,
    worker_proc_alive_timeout=30,
    worker_max_tasks_per_child=2000,
    enable_utc=True,
    timezone="UTC",
    beat_schedule=tasks.beat_schedule(),
    beat_scheduler="celery.beat:Scheduler",  # keeps nothing on disk: there is nothing to remember
    beat_max_loop_interval=1,
)


@signals.setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Celery would replace Django's; a receiver here keeps it from doing so."""


@signals.worker_process_init.connect
def end_with_worker(**_: Any) -> None:
    die_with(os.getppid())
