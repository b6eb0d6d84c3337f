"""What the link of an invitation is good for. `core.links` writes and reads it."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from core.links import Purpose, issue

INVITATION = Purpose(b"i", timedelta(days=7))


def invitation_url(invitation_id: UUID, *, edition: int) -> str:
    """The absolute address at which the invited person accepts; it names nobody."""
    token = issue(INVITATION, invitation_id, timezone.now(), edition=edition)
    return f"{settings.PUBLIC_URL.rstrip('/')}/join/{token}/"
