"""Deletes what has served its time: old idempotency keys, limits, paces of mail, and letters.
Nothing of people's signatures is ever deleted here."""

from django.db import connection

from core.dispatcher import PassResult

ROWS = 5000

EXPIRED_KEYS = f"""
    DELETE FROM core_idempotencykey WHERE key IN (
        SELECT key FROM core_idempotencykey WHERE expires_at < now() LIMIT {ROWS}
    )
"""  # noqa: S608 - a constant of this module
WHOLE_LIMITS = f"""
    DELETE FROM core_throttle WHERE full_at < now() AND key IN (
        SELECT key FROM core_throttle WHERE full_at < now() LIMIT {ROWS} FOR UPDATE SKIP LOCKED
    )
"""  # noqa: S608 - a constant of this module
OLD_PACES = f"""
    DELETE FROM core_mailpace WHERE free_at < now() - interval '1 day' AND key IN (
        SELECT key FROM core_mailpace WHERE free_at < now() - interval '1 day'
        LIMIT {ROWS} FOR UPDATE SKIP LOCKED
    )
"""  # noqa: S608 - a constant of this module
# A letter that could not be sent is kept for a week, for whoever looks into why.
SENT_LETTERS = f"""
    DELETE FROM core_letter WHERE id IN (
        SELECT letter.id FROM core_letter AS letter JOIN core_message AS message
            ON message.about = letter.id AND message.kind = 'letter'
        WHERE message.state IN ('done', 'cancelled')
           OR (message.state = 'failed' AND message.finished_at < now() - interval '7 days')
        LIMIT {ROWS}
    )
"""  # noqa: S608 - a constant of this module


def cleaning_pass() -> PassResult:
    """Deletes a batch of each kind. Cleaning sends nothing, so it counts nothing."""
    with connection.cursor() as cursor:
        for statement in (EXPIRED_KEYS, WHOLE_LIMITS, OLD_PACES, SENT_LETTERS):
            cursor.execute(statement)
    return PassResult()
