"""What the link in mails about an RSVP is good for. `core.links` writes and reads it."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from core.links import Purpose, issue

RSVP = Purpose(b"r", timedelta(days=400))


def rsvp_url(rsvp_id: UUID, *, form: int = 0) -> str:
    """The absolute address of the person's own page; under it are `cancel/` and others.

    A mail that names the groups which the person would hear from gives the form that it is about.
    """
    return f"{public_url()}/r/{issue(RSVP, rsvp_id, timezone.now(), edition=form)}/"


def event_url(slug: str) -> str:
    """The absolute address of an event's public page."""
    return f"{public_url()}/e/{slug}/"


def public_url() -> str:
    return settings.PUBLIC_URL.rstrip("/")
