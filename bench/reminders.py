"""30,000 reminders that are due at once, against a bare smtplib loop that sends the same bytes.

Two deliverers, as in a deployment, take what is due. Of each they count the attempt, look at the
facts again, unseal the address, render HTML and text, ask the suppression list, keep the domain's
pace, keep durably what will be told, send, and mark it durably. The bare loop sends the same
letters, written before, over two connections from two processes. The sink of both, aiosmtpd, is a
process on the same cores.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, connections

from bench.gathering import fill, make_due, make_event
from bench.harness import Bench, Floor, Limit, Measured
from bench.http_load import PATIENCE_SECONDS, PROCESSES, in_processes
from bench.smtp_loop import send_all
from bench.smtp_sink import Sink, smtp_sink
from core.mail.letter import write_letter
from core.mail.written_letter import WrittenLetter
from core.models import Message
from core.outbox import composer
from core.services.message_delivery import deliver_pass
from events.services.reminder import remind_pass

PEOPLE = 30_000
A_SECOND = 200.0
MUSTER, BARE = "muster", "smtplib"


@contextmanager
def prepare() -> Iterator[Bench]:
    """One event to which all of them go, and the letters that will be written to them."""
    fill(make_event(), PEOPLE)
    make_due()
    remind_pass()
    letters = [_letter(message) for message in Message.objects.iterator()]
    with smtp_sink() as sink:
        settings.EMAIL_URL = sink.url
        yield Bench(
            name=f"sending {PEOPLE:,} reminders",
            unit="mails/s",
            ways={
                MUSTER: lambda number: _measured(sink, _deliver()),
                BARE: lambda number: _measured(sink, send_all(sink, letters)),
            },
            limits=[Limit(MUSTER, BARE, at_least=0.30)],
            floors=[Floor(MUSTER, at_least=A_SECOND)],
            rounds=3,
        )


def _measured(sink: Sink, seconds: float) -> Measured:
    taken = sink.taken()
    if taken != PEOPLE:
        raise RuntimeError(f"{taken} letters arrived, not {PEOPLE}")
    return Measured(PEOPLE, seconds)


def _deliver() -> float:
    """From the statement that owes them to the last mark."""
    make_due()
    remind_pass()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE core_message")  # a table in use is known to its planner
    connections.close_all()
    return in_processes(_deliver_share, range(PROCESSES))


def _deliver_share(_: object, ready: Any) -> None:
    ready.wait(PATIENCE_SECONDS)
    while deliver_pass().pending:
        pass
    connections.close_all()


def _letter(message: Message) -> WrittenLetter:
    mail = composer(message.kind)(message)
    if mail is None:
        raise RuntimeError("a reminder is not owed")
    return write_letter(mail, message_id=message.message_id, sender=settings.DEFAULT_FROM_EMAIL)
