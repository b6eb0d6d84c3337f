"""What the link in mails to members is good for. `core.links` writes and reads it."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from core.links import Purpose, issue

MEMBER = Purpose(b"g", timedelta(days=400))


def member_url(member_id: UUID) -> str:
    """The absolute address of the person's own page, for mail to a member."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/me/{issue(MEMBER, member_id, timezone.now())}/"


def member_stop_url(member_id: UUID) -> str:
    """Where one click, or a mail program by itself, unsubscribes (RFC 8058)."""
    return f"{member_url(member_id)}stop/"
