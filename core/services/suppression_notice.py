"""Stops mail to an address when a mail provider tells that it bounced, complained or left.

anymail hands its notices on by a signal and by nothing else, so this is a receiver of one.
"""

from collections.abc import Callable, Mapping
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType

from core.models.suppression import SuppressionReason
from core.services.suppression import plain_identity, suppress

REASONS = {
    EventType.BOUNCED: SuppressionReason.BOUNCED,
    EventType.COMPLAINED: SuppressionReason.COMPLAINED,
    EventType.UNSUBSCRIBED: SuppressionReason.UNSUBSCRIBED,
}
Notice = Mapping[str, Any]
# anymail calls it a bounce, too, when a mailbox was full or a server away: whether a bounce is for
# good stands in the provider's own words. SparkPost's classes: invalid recipient, no recipient.
FOR_GOOD: dict[str, Callable[[Notice], bool]] = {
    "Brevo": lambda notice: notice.get("event") in {"hard_bounce", "invalid_email"},
    "Mailjet": lambda notice: notice.get("hard_bounce") is True,
    "Mailtrap": lambda notice: notice.get("event") == "bounce",
    "Postmark": lambda notice: (
        "HardBounce" in (notice.get("Type"), notice.get("SuppressionReason"))
    ),
    "SendGrid": lambda notice: notice.get("type") == "bounce",
    "SparkPost": lambda notice: _sparkpost_class(notice) in {"10", "30"},
}


def take_notice(
    sender: object, event: AnymailTrackingEvent, esp_name: str, **_more: object
) -> None:
    """The receiver of anymail's `tracking`. The address is kept as a keyed hash only."""
    reason = REASONS.get(event.event_type)
    passing = reason == SuppressionReason.BOUNCED and not _is_for_good(event, esp_name)
    if reason is None or passing or not event.recipient:
        return
    suppress(identity=plain_identity(event.recipient), reason=reason)


def _is_for_good(event: AnymailTrackingEvent, esp_name: str) -> bool:
    says_so = FOR_GOOD.get(esp_name)
    return says_so is not None and says_so(event.esp_event)


def _sparkpost_class(notice: Notice) -> str:
    (event,) = notice["msys"].values()
    return str(event.get("bounce_class"))
