"""The outbox's delivery of owed mail against a bare smtplib loop that sends the same bytes.

Two deliverers, as in a deployment, take the messages that are due. Of each they count the
attempt, read the facts in one query, unseal the address, render MJML and text, ask the
suppression list, keep the domain's pace, send, and mark it durably. The bare loop sends the same
letters, written before, over two connections from two processes. The sink of both, aiosmtpd, is a
process on the same cores.
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.template.loader import render_to_string

from bench.harness import Bench, Limit, Measured
from bench.http_load import PATIENCE_SECONDS, PROCESSES, in_processes
from bench.sign import make_petition
from bench.smtp_loop import send_all
from bench.smtp_sink import Sink, smtp_sink
from core import prepared, vault
from core.mail.letter import write_letter
from core.mail.mjml_template import render_mjml
from core.mail.written_letter import WrittenLetter
from core.models import Message
from core.outbox import Mail, register
from core.services.message import owe_many
from core.services.message_delivery import deliver_pass
from core.services.suppression import plain_identity
from core.vault import sealer
from petitions.models import Signature
from petitions.vault_owner import petition_owner

MESSAGES = 6_000
DOMAINS = 40
MUSTER, BARE = "muster", "smtplib"
KIND = "bench"
FACTS = """
    SELECT s.petition_id, s.sealed, p.title, p.target, p.slug, g.name FROM petitions_signature s
    JOIN petitions_petition p ON p.id = s.petition_id JOIN groups_group g ON g.id = p.group_id
    WHERE s.id = $1
"""
LINKS = ("confirm", "disown", "own", "petition")
WHEN = datetime(2026, 7, 14, 17, tzinfo=UTC)


@contextmanager
def prepare() -> Iterator[Bench]:
    """Signatures that wait for their mail, and the letters that will be written to them."""
    register(KIND, _compose)
    _sign()
    _owe("written")
    letters = [_letter(message) for message in Message.objects.all()]
    with smtp_sink() as sink:
        settings.EMAIL_URL = sink.url
        yield Bench(
            name=f"delivery of {MESSAGES:,} mails",
            unit="mails/s",
            ways={
                MUSTER: lambda number: _measured(sink, _deliver(number)),
                BARE: lambda number: _measured(sink, send_all(sink, letters)),
            },
            limits=[Limit(MUSTER, BARE, at_least=0.30)],
        )


def _measured(sink: Sink, seconds: float) -> Measured:
    taken = sink.taken()
    if taken != MESSAGES:
        raise RuntimeError(f"{taken} letters arrived, not {MESSAGES}")
    return Measured(MESSAGES, seconds)


def _deliver(number: int) -> float:
    """Owes a message about each signature, and delivers until none is due."""
    Message.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE core_message")
    _owe(f"round {number}")
    connections.close_all()
    return in_processes(_deliver_share, range(PROCESSES))


def _deliver_share(_: object, ready: Any) -> None:
    ready.wait(PATIENCE_SECONDS)
    while deliver_pass().pending:
        pass
    connections.close_all()


def _compose(message: Message) -> Mail:
    """What a signature's mail says, by the templates of petitions."""
    row = prepared.first_row(FACTS, [message.about])
    assert row is not None
    petition_id, sealed, title, target, slug, group = row
    person = json.loads(vault.unseal(petition_owner(petition_id), message.about, bytes(sealed)))
    links = {f"{name}_url": f"https://muster.example/{name}/{message.about}/" for name in LINKS}
    facts = {"asks": True, "name": person["given_name"], "title": title, "target": target}
    facts |= {"group": group, "subject": f"Please confirm your signature: {title}", **links}
    return Mail(
        to=person["email"],
        subject=facts["subject"],
        text=render_to_string("petitions/mail/signature.txt", facts),
        html=render_mjml("petitions/mail/signature.mjml", facts),
        identity=plain_identity(person["email"]),
        scope=slug,
    )


def _letter(message: Message) -> WrittenLetter:
    return write_letter(
        _compose(message), message_id=message.message_id, sender=settings.DEFAULT_FROM_EMAIL
    )


def _owe(word: str) -> None:
    what = "%s AS kind, id AS about, %s || id AS dedup_key, now() AS due_at"
    owe_many(select=f"SELECT {what} FROM petitions_signature", params=[KIND, word])  # noqa: S608 - a constant


def _sign() -> None:
    petition_id, source_id = make_petition()
    opener = sealer(petition_owner(petition_id))
    rows = []
    for number in range(MESSAGES):
        row = uuid.UUID(int=number + 1)
        person = {
            "given_name": "Zoë",
            "family_name": f"Person {number}",
            "email": f"person{number}@domain{number % DOMAINS}.example",
        }
        rows.append(
            Signature(
                id=row,
                petition_id=petition_id,
                source_id=source_id,
                state="unconfirmed",
                named=True,
                display="name",
                country="US",
                region="NY",
                city="New York",
                signed_at=WHEN,
                received_at=WHEN,
                sealed=opener.seal(row, json.dumps(person).encode()),
            )
        )
    Signature.objects.bulk_create(rows, batch_size=2000)
