"""What staff do with a message to the group's members: write, try, schedule, call off.

No address is ever shown: a message names a place and a tag, and the outbox finds the people.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import locks
from core.actors import Actor
from core.errors import FieldError, Forbidden, Invalid, NotFound, StateConflict, TooManyRequests
from core.outbox import Mail
from core.preconditions import require_version
from core.services.audit_entry import record
from core.services.letter import owe_letter
from core.services.message import cancel_keys
from core.throttle import Limit, require_within
from core.typed_text import BadText, read_line, read_paragraphs
from groups.message_letter import MessageLetter, written
from groups.message_pace import A_DAY, MOST_A_DAY, free_from
from groups.models import Group, GroupMessage, GroupMessageState
from groups.models.group_message import CANCELLABLE, SUBJECT_LENGTH, TEXT_LENGTH
from groups.models.member import TAG_LENGTH
from groups.policies import is_staff, may_know_group
from groups.selectors.group_message import key_prefix, recipients
from groups.selectors.staff import standing_of

FARTHEST = timedelta(days=90)
JUST_NOW = timedelta(minutes=10)
TESTS = Limit("group_message.test", count=20, seconds=3600.0)
# The fields of a message with their longest length; the first two are required.
_LINES = {"subject": SUBJECT_LENGTH, "country": 2, "region": 40, "city": 80, "tag": TAG_LENGTH}


def write_message(*, group: Group, data: Mapping[str, Any], actor: Actor) -> GroupMessage:
    """A draft: `data` has subject, text (Markdown) and, to narrow it, country, region, city, tag.

    By all staff of the group, signed in. Raises NotFound, Forbidden, Invalid.
    """
    user_id = require_writer(group=group, actor=actor)
    fields = _read(data)
    with transaction.atomic():
        message = GroupMessage.objects.create(group=group, written_by_id=user_id, **fields)
        _audit(message, "group_message.written", actor)
    return message


def change_message(
    *, message: GroupMessage, data: Mapping[str, Any], version: int, actor: Actor
) -> GroupMessage:
    """Writes a draft anew; `data` as for `write_message`. Raises PreconditionFailed when it was
    changed since `version`, StateConflict once it is no draft, and as `write_message`."""
    require_writer(group=message.group, actor=actor)
    fields = _read(data)
    with transaction.atomic():
        row = _locked(message)
        require_version(sent=version, present=row.version)
        _require(row, {GroupMessageState.DRAFT})
        for name, value in fields.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        _audit(row, "group_message.changed", actor)
    return row


def send_message(
    *, message: GroupMessage, at: datetime | None, version: int, actor: Actor
) -> GroupMessage:
    """Has a draft sent at a time, or now. What is sent is what stood there at `version`.

    Raises TooManyRequests when the group would write more than twice within a day, Invalid for a
    time that has passed or is too far, StateConflict when nobody would get it, and as
    `change_message`.
    """
    require_writer(group=message.group, actor=actor)
    at = _sendable(at)
    with transaction.atomic():
        locks.hold_until_commit(f"group messages:{message.group_id}")
        row = _locked(message)
        require_version(sent=version, present=row.version)
        _require(row, {GroupMessageState.DRAFT})
        _require_pace(row, at)
        people = recipients(row).count()
        if not people:
            raise StateConflict(_("Nobody would get this message."), code="group_message.nobody")
        row.state, row.send_at, row.version = GroupMessageState.SCHEDULED, at, row.version + 1
        row.save(update_fields=["state", "send_at", "version"])
        _audit(row, "group_message.scheduled", actor, {"people": people, "at": at.isoformat()})
    return row


def cancel_message(*, message: GroupMessage, actor: Actor) -> GroupMessage:
    """Calls it off. Of one that is being sent, what has not left does not leave; harmless when
    done twice. Raises StateConflict when all of it has left, and as `write_message`."""
    require_writer(group=message.group, actor=actor)
    with transaction.atomic():
        row = _locked(message)
        if row.state == GroupMessageState.CANCELLED:
            return row
        _require(row, CANCELLABLE)
        if row.started_at is None:
            row.finished_at = timezone.now()
        row.state, row.version = GroupMessageState.CANCELLED, row.version + 1
        row.save(update_fields=["state", "version", "finished_at"])
        # What a worker has in hand its composer looks at again.
        cancelled = cancel_keys(prefix=key_prefix(row.pk))
        _audit(row, "group_message.cancelled", actor, {"not_sent": cancelled})
    return row


def send_test(*, message: GroupMessage, actor: Actor) -> str:
    """Sends the letter as it stands to the actor's own address, which it returns.

    Its links lead nowhere personal. Raises TooManyRequests, and as `write_message`.
    """
    user_id = require_writer(group=message.group, actor=actor)
    require_within((TESTS, str(user_id)))
    user = message.group.staff.filter(user=user_id).select_related("user")[0].user
    site = settings.PUBLIC_URL.rstrip("/") + "/"
    subject = _("Test: %(subject)s") % {"subject": message.subject}
    letter = MessageLetter(
        subject=message.subject,
        text=message.text,
        group=message.group.name,
        name=user.name,
        language="",
        own_url=site,
        stop_url=site,
    )
    text, html = written(letter)
    owe_letter(Mail(to=user.email, subject=subject, text=text, html=html))
    return str(user.email)


def require_writer(*, group: Group, actor: Actor) -> int:
    """The user's id. Raises NotFound for who is not of the group, Forbidden for tokens and
    administrators."""
    standing = standing_of(actor)
    if not may_know_group(standing, group.pk):
        raise NotFound
    if actor.user_id is None or actor.token_id is not None or not is_staff(standing, group.pk):
        raise Forbidden(_("Messages are written by staff of the group, signed in."))
    return actor.user_id


def _read(data: Mapping[str, Any]) -> dict[str, str]:
    fields: dict[str, str] = {}
    errors: list[FieldError] = []
    for name, most in {**_LINES, "text": TEXT_LENGTH}.items():
        read = read_paragraphs if name == "text" else read_line
        try:
            fields[name] = read(data.get(name, ""), max_length=most)
        except BadText as error:
            errors.append(FieldError(name, error.code, _("This cannot be used as it is.")))
    errors += [
        FieldError(name, "required", _("Write a subject and a text."))
        for name in ("subject", "text")
        if not fields.get(name, "-")
    ]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
    return fields


def _sendable(at: datetime | None) -> datetime:
    now = timezone.now()
    if at is None:
        return now
    if not now - JUST_NOW <= at <= now + FARTHEST:
        raise Invalid.field("at", "range", _("Choose a time within the next 90 days."))
    return at


def _require_pace(row: GroupMessage, at: datetime) -> None:
    others = GroupMessage.objects.filter(
        group=row.group_id, send_at__range=(at - 2 * A_DAY, at + FARTHEST)
    ).exclude(pk=row.pk)
    called_off = others.filter(state=GroupMessageState.CANCELLED, started_at=None)
    times = others.exclude(pk__in=called_off).values_list("send_at", flat=True)
    free = free_from(at, [time for time in times if time is not None])
    if free > at:
        raise TooManyRequests(
            _("A group writes to its members at most %(number)d times a day. Choose %(time)s UTC.")
            % {"number": MOST_A_DAY, "time": f"{free:%Y-%m-%d %H:%M}"},
            code="group_message.too_many",
            retry_after=int((free - at).total_seconds()),
        )


def _locked(message: GroupMessage) -> GroupMessage:
    rows = GroupMessage.objects.select_for_update(of=("self",)).select_related("group")
    return rows.get(pk=message.pk)


def _require(row: GroupMessage, states: "frozenset[GroupMessageState] | set[Any]") -> None:
    if row.state not in states:
        raise StateConflict(_("It is too late for that."), code="group_message.state")


def _audit(
    message: GroupMessage, action: str, actor: Actor, detail: Mapping[str, Any] | None = None
) -> None:
    record(actor=actor, action=action, subject=message, group_id=message.group_id, detail=detail)
