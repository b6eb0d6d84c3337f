"""The doorbell: the one Celery task. It carries no facts, only which duty may have work."""

from typing import Any

from celery import shared_task

from core import dispatcher

RING_SECONDS = 10.0  # how long the ring of a frequent duty is worth hearing


@shared_task(name="core.tasks.ring", ignore_result=True)
def ring(name: str) -> None:
    """Runs one pass of the named duty."""
    dispatcher.run_pass(name)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Beat's entries, one a duty. A ring that nobody heard in time is worth nothing: it expires.

    The rings of frequent duties live equally long: while workers are behind, those with the
    shortest life would be dropped time after time, and the outbox rings most often of all.
    """
    return {
        f"ring {duty.name}": {
            "task": ring.name,
            "schedule": duty.every_seconds,
            "args": (duty.name,),
            "options": {
                "expires": max(duty.every_seconds, RING_SECONDS),
                "priority": int(duty.turn),
            },
        }
        for duty in dispatcher.registered()
    }
