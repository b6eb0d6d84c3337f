"""Delivers owed messages: claim a batch, then compose, send and mark one after another.

Send, then mark: a worker killed between the two makes the next one send the same message
again, with the same Message-ID. Nothing else can be doubled and nothing lost. The mark of a
message is written with what the next one will tell, before that one leaves: one wait for the disk
for each letter, and still only one that is sent and not marked.
"""

import logging
import time
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.db.models.functions import Now

from core import outbox
from core.dispatcher import PassResult
from core.failures import name_failure
from core.mail.failures import (
    DomainBusy,
    MailboxGone,
    PermanentFailure,
    TemporaryFailure,
    TransportDown,
)
from core.mail.letter import write_letter
from core.mail.transport import Transport, open_transport
from core.models.duty import DutyState
from core.models.message import Message
from core.models.suppression import SuppressionReason
from core.services import duty
from core.services.duty import LeaseLost
from core.services.mail_pace import Pacer
from core.services.suppression import is_suppressed, plain_identity, suppress
from core.vault import KeyDestroyed

logger = logging.getLogger(__name__)

BATCH = 50
SENT = PassResult(sent=1)
FAILED = PassResult(failed=1)
NOTHING = PassResult()


@dataclass
class _Post:
    """By what one pass sends, how fast, and the message that is sent and not marked yet."""

    transport: Transport
    pacer: Pacer
    sent: Message | None = None

    def settle(self) -> None:
        """Marks it."""
        sent, self.sent = self.sent, None
        if sent is not None:
            duty.finish(sent)


def deliver_pass() -> PassResult:
    """Sends due messages for DUTY_PASS_SECONDS, or until none is due or no mail can go out."""
    stop_at = time.monotonic() + settings.DUTY_PASS_SECONDS
    done = NOTHING
    with open_transport(settings.EMAIL_URL) as transport:
        post = _Post(transport, Pacer())
        while time.monotonic() < stop_at:
            batch = _claim()
            if not batch:
                break
            done += _deliver_batch(batch, post, stop_at)
    return replace(done, pending=_still_owed())


def _claim() -> list[Message]:
    """First those whose slot at a busy domain has come: behind all others they would miss it."""
    waited = duty.claim(Message.objects.filter(slot_at__isnull=False), limit=BATCH)
    return waited or duty.claim(Message.objects.all(), limit=BATCH)


def _deliver_batch(batch: list[Message], post: _Post, stop_at: float) -> PassResult:
    """All of the batch, or as much as there is time for; each that was sent is marked."""
    try:
        return _deliver_each(batch, post, stop_at)
    finally:
        post.settle()


def _deliver_each(batch: list[Message], post: _Post, stop_at: float) -> PassResult:
    done = NOTHING
    while batch and time.monotonic() < stop_at:
        message = batch.pop(0)
        try:
            done += _deliver(message, post)
        except TransportDown as error:
            logger.warning("no mail can go out now: %s", error.code)
            duty.postpone(message, error=error.code)
            duty.release(batch, wait_seconds=duty.backoff_seconds(1), error=error.code)
            return done
    duty.release(batch)
    return done


def _deliver(message: Message, post: _Post) -> PassResult:
    """One message, from its facts to its mark. Raises TransportDown."""
    if post.sent is not None and post.sent.about == message.about:
        post.settle()  # what the first one told decides about the second
    if not duty.begin(message):
        return NOTHING
    try:
        mail = _compose(message)
        if mail is None or _must_wait(message, mail, post.pacer):
            return NOTHING
        _send(message, mail, post)
    except LeaseLost:
        return NOTHING
    except PermanentFailure as error:
        duty.fail_for_good(message, error=error.code)
        return FAILED
    except TemporaryFailure as error:
        duty.fail(message, error=error.code)
        return FAILED
    except (TransportDown, OperationalError, InterfaceError):
        raise
    except Exception as error:
        # A composer's bug must not stop the others' mail. Its text may hold personal data.
        logger.error("message %s of kind %s: %s", message.pk, message.kind, name_failure(error))
        duty.fail(message, error=name_failure(error))
        return FAILED
    post.sent = message
    return SENT


def _must_wait(message: Message, mail: outbox.Mail, pacer: Pacer) -> bool:
    """Whether its domain has had enough for now: the message is put back to a slot of its own."""
    slot = pacer.slot(mail.to, booked=message.slot_at)
    if slot is None:
        return False
    duty.put_off(message, until=slot, slot_at=slot)
    return True


def _send(message: Message, mail: outbox.Mail, post: _Post) -> None:
    """Hands the letter over, when what it tells is on record. Raises SendFailure, LeaseLost."""
    sender = settings.DEFAULT_FROM_EMAIL
    letter = write_letter(mail, message_id=message.message_id, sender=sender)
    if not mail.version:
        post.settle()
    elif not _note_told(message, mail.version, post):
        raise LeaseLost
    try:
        post.transport.send(letter)
    except DomainBusy:
        post.pacer.pause(mail.to)
        raise
    except MailboxGone:
        suppress(identity=plain_identity(mail.to), reason=SuppressionReason.BOUNCED)
        raise


def _compose(message: Message) -> outbox.Mail | None:
    """The mail, or None after cancelling what is no longer owed or may not be sent."""
    try:
        mail = outbox.composer(message.kind)(message)
    except KeyDestroyed:
        duty.cancel(message, reason="shredded")
        return None
    if mail is None:
        duty.cancel(message, reason="no longer owed")
    elif _is_suppressed(mail):
        duty.cancel(message, reason="suppressed")
    else:
        return mail
    return None


def _note_told(message: Message, version: int, post: _Post) -> bool:
    """Keeps what the person may be told by now: of several attempts, the oldest version."""
    told = version if message.told is None else min(message.told, version)
    sent, post.sent = post.sent, None
    if sent is None:
        return duty.note(message, told=told)
    return duty.finish_and_note(sent, message, told=told)


def _is_suppressed(mail: outbox.Mail) -> bool:
    identity = mail.identity or plain_identity(mail.to)
    return is_suppressed(identity=identity, scope=mail.scope, address=mail.to)


def _still_owed() -> int:
    """Messages due now or in work."""
    due = Q(state=DutyState.PENDING, due_at__lte=Now()) | Q(state=DutyState.RUNNING)
    return Message.objects.filter(due).count()
