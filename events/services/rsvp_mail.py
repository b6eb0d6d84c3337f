"""Composes the mails that an RSVP owes its mailbox, from the facts at the time of sending.

Each composer looks again at what it would say: who no longer comes is not reminded, what was
owed for another time or state of the event is not sent, nothing is said after the start. What
time it is the database says, as when the message became due: a worker's clock may be minutes off.
A mail tells one version of when and where (`Mail.version`), and the outbox keeps on the message
which one may have reached the person; that decides who needs the news of a change.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from core import vault
from core.mail.failures import TemporaryFailure
from core.models import Message
from core.models.duty import DutyState
from core.outbox import Compose, Mail
from events.event_letter import News, Recipient, write_mail
from events.models import EventState, Rsvp, RsvpState
from events.models.rsvp import COMING
from events.rsvp_form import guest_of
from events.sealed_place import Whereabouts, whereabouts_of
from events.selectors.rsvp_consent import group_names_waiting
from events.selectors.rsvp_facts import plan_told, rsvp_with_event
from events.services.reminder import REMINDER
from events.services.rsvp_decision import mail_scope
from events.services.rsvp_notice import CANCELLED, MOVED, REOPENED
from events.services.rsvp_promotion import PROMOTED
from events.services.rsvp_statement import RECEIVED
from groups.identity import email_identity, read_email
from groups.selectors.canonical_rule import canonical_rules
from groups.vault_owner import group_owner

# What is said to an answer; a mailing to thousands asks nothing that it does not tell.
ANSWERS = frozenset({News.GOING, News.CONFIRM, News.WAITING})
Decide = Callable[[Message, Rsvp], News | None]


def _received(message: Message, rsvp: Rsvp) -> News | None:
    """What became of an answer: also of one that was given before."""
    if rsvp.event.state != EventState.OPEN:
        return None
    if rsvp.state == RsvpState.WAITING:
        return News.WAITING
    return News.CONFIRM if _hides_address(rsvp) else News.GOING


def _promoted(message: Message, rsvp: Rsvp) -> News | None:
    is_news = rsvp.state == RsvpState.GOING and _counter_of(message.dedup_key) == rsvp.number
    return News.PROMOTED if is_news and rsvp.event.state == EventState.OPEN else None


def _reminder(message: Message, rsvp: Rsvp) -> News | None:
    _, _, version, _ = message.dedup_key.split(":")
    is_owed = (
        rsvp.state == RsvpState.GOING
        and rsvp.muted_at is None
        and rsvp.event.state == EventState.OPEN
        and int(version) == rsvp.event.time_version
    )
    return News.REMINDER if is_owed else None


def _moved(message: Message, rsvp: Rsvp) -> News | None:
    """For those who may have been told another time or place; others learn the new one anyway."""
    if rsvp.event.state != EventState.OPEN or not _is_latest_news(message):
        return None
    return News.MOVED if _was_told_before(message, rsvp.event.time_version) else None


def _cancelled(message: Message, rsvp: Rsvp) -> News | None:
    """For everyone who comes: who was told nothing yet was promised a mail by the page."""
    is_so = rsvp.event.state == EventState.CANCELLED
    return News.CANCELLED if is_so and _is_latest_news(message) else None


def _reopened(message: Message, rsvp: Rsvp) -> News | None:
    """For those who may have been told of the cancellation, or of another time before it."""
    event = rsvp.event
    if event.state != EventState.OPEN or not _is_latest_news(message):
        return None
    others = Message.objects.filter(about=rsvp.pk).exclude(pk=message.pk)
    if others.filter(kind=CANCELLED, told__isnull=False).exists():
        return News.REOPENED
    return News.MOVED if _was_told_before(message, event.time_version) else None


def _is_latest_news(message: Message) -> bool:
    """Whether nothing newer is owed to the person: that one says what is so. Changes that are no
    news, as of a title, do not overtake it."""
    kinds = [MOVED, CANCELLED, REOPENED]
    news = Message.objects.filter(about=message.about, kind__in=kinds)
    # Counted under the event's lock; times of writing need not be in the order of commits.
    counters = [_counter_of(key) for key in news.values_list("dedup_key", flat=True)]
    return _counter_of(message.dedup_key) == max(counters)


def _was_told_before(message: Message, version: int) -> bool:
    """Whether an older version may have reached the person.

    Raises TemporaryFailure while another message to the same person is on its way: what it tells
    is not known yet.
    """
    others = Message.objects.filter(about=message.about).exclude(pk=message.pk)
    if others.filter(told__lt=version).exists():
        return True
    if others.filter(state=DutyState.RUNNING).exists():
        raise TemporaryFailure("another_on_its_way")
    # That one may have been sent between the two questions.
    return others.filter(told__lt=version).exists()


def _counter_of(dedup_key: str) -> int:
    """The last part of a key: the event's sequence, or a place in line."""
    return int(dedup_key.rpartition(":")[2])


def _composer(decide: Decide) -> Compose:
    def compose(message: Message) -> Mail | None:
        found = rsvp_with_event(message.about)
        if found is None:
            return None
        rsvp, now = found
        if rsvp.state not in COMING or rsvp.event.starts_at <= now:
            return None
        news = decide(message, rsvp)
        return _mail(rsvp, news, now) if news is not None else None

    return compose


COMPOSERS: dict[str, Compose] = {
    RECEIVED: _composer(_received),
    PROMOTED: _composer(_promoted),
    REMINDER: _composer(_reminder),
    MOVED: _composer(_moved),
    CANCELLED: _composer(_cancelled),
    REOPENED: _composer(_reopened),
}


def _mail(rsvp: Rsvp, news: News, now: datetime) -> Mail:
    event = rsvp.event
    data = vault.unseal(group_owner(event.group_id), rsvp.pk, bytes(rsvp.sealed or b""))
    asked = group_names_waiting(rsvp, form=rsvp.form) if news in ANSWERS else []
    to = Recipient(
        rsvp_id=rsvp.pk,
        person=guest_of(data),
        guests=rsvp.guests,
        where=where_for(rsvp),
        is_going=rsvp.state == RsvpState.GOING,
        asks_for=", ".join(asked) if asked else "",
        form=rsvp.form if asked else 0,
        told=plan_told(rsvp) if news is News.MOVED else None,
    )
    mail = write_mail(event, to, news, now=now)
    canonical = read_email(to.person["email"], canonical_rules()).canonical
    return replace(mail, identity=email_identity(canonical), scope=mail_scope(event.pk))


def where_for(rsvp: Rsvp) -> Whereabouts | None:
    """What the person of this RSVP may know of the place."""
    return None if _hides_address(rsvp) else whereabouts_of(rsvp.event)


def _hides_address(rsvp: Rsvp) -> bool:
    """A private address is for those who come and whose mailbox has answered."""
    knows = rsvp.state == RsvpState.GOING and rsvp.confirmed_at is not None
    return rsvp.event.is_private and not knows
