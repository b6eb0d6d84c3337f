"""Which members a page shows, and where in the list it stands. Pure but for the query it makes."""

import base64
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from core.errors import Invalid
from groups.models import Group, Member
from groups.models.member import HELD, MemberState

_PLACE = struct.Struct(">q16s")  # microseconds since 1970, then the id
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What is empty filters nothing. Without a `state`: everyone whom the group still holds."""

    country: str = ""
    region: str = ""
    city: str = ""
    tag: str = ""
    consented: bool | None = None
    source_kind: str = ""
    source_ref: str = ""
    state: str = ""


HELD_BY_GROUP = MemberFilter()


def filtered(group: Group, wanted: MemberFilter) -> QuerySet[Member]:
    """The members of the group that the filter lets through, newest first."""
    rows = Member.objects.filter(group=group).order_by("-created_at", "-id")
    equal = ("country", "region", "city", "source_kind", "source_ref")
    values = {name: value for name in equal if (value := getattr(wanted, name))}
    rows = rows.filter(**values)
    if wanted.state in MemberState.values:
        rows = rows.filter(state=wanted.state)
    else:
        rows = rows.filter(state__in=sorted(HELD))
    if wanted.tag:
        rows = rows.filter(tags__contains=[wanted.tag])
    if wanted.consented is not None:
        rows = rows.filter(consented=wanted.consented)
    return rows


def after(rows: QuerySet[Member], cursor: str) -> QuerySet[Member]:
    """The rows behind the cursor; all of them for an empty one. Raises Invalid."""
    if not cursor:
        return rows
    created_at, pk = _read_cursor(cursor)
    behind = Q(created_at__lt=created_at) | Q(created_at=created_at, pk__lt=pk)
    # The first condition alone lets the index be entered in the right place.
    return rows.filter(created_at__lte=created_at).filter(behind)


def cursor_at(created_at: datetime, pk: UUID) -> str:
    """The cursor behind a row: 32 characters without personal data."""
    microseconds = (created_at - _EPOCH) // timedelta(microseconds=1)
    return base64.urlsafe_b64encode(_PLACE.pack(microseconds, pk.bytes)).decode()


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    try:
        microseconds, pk = _PLACE.unpack(base64.urlsafe_b64decode(cursor.encode()))
        return _EPOCH + timedelta(microseconds=microseconds), UUID(bytes=pk)
    except (ValueError, OverflowError, struct.error) as error:
        raise Invalid.field(
            "after", "invalid", gettext("Use a cursor that a page gave you.")
        ) from error
