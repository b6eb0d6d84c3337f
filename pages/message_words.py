"""The words of messages to members at the desk."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groups.models import GroupMessageState

STATES: dict[str, Promise] = {
    GroupMessageState.DRAFT: _("Draft"),
    GroupMessageState.SCHEDULED: _("Scheduled"),
    GroupMessageState.SENDING: _("Being sent"),
    GroupMessageState.SENT: _("Sent"),
    GroupMessageState.CANCELLED: _("Called off"),
}
