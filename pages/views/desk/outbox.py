"""The outbox: what goes out in one's groups' names, and what could not be sent. Never to whom."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import Invalid, NotFound
from core.models.duty import DutyState
from core.selectors.message import failures_of, message_counts, troubled_messages
from groups.selectors.staff import standing_of
from groups.services.failed_message import owe_message_again, owe_messages_again
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render, done

MOST_LISTED = 50
KINDS: dict[str, Promise] = {
    "petitions.signature": gettext_lazy("Confirmation of a signature"),
    "events.rsvp": gettext_lazy("Answer to an RSVP"),
    "events.reminder": gettext_lazy("Reminder of an event"),
    "events.moved": gettext_lazy("News: an event was moved"),
    "events.cancelled": gettext_lazy("News: an event was cancelled"),
    "events.reopened": gettext_lazy("News: an event takes place after all"),
    "events.promoted": gettext_lazy("News: a seat became free"),
    "groups.message": gettext_lazy("Message to members"),
    "invitation": gettext_lazy("Invitation to the staff"),
    "letter": gettext_lazy("Mail about signing in"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def outbox(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Counts, failures with their reason, and trying again. For staff, of their groups; for a
    platform administrator, of the whole service."""
    groups = _groups(actor)
    if request.method == "POST":
        return _retry(request, actor)
    troubled = list(troubled_messages(groups)[:MOST_LISTED])
    failures = failures_of(groups)
    counts = message_counts(groups, failures)
    facts = {
        "totals": _totals(counts),
        "counts": [(_words(row.kind), row) for row in counts],
        "failures": [(_words(row.kind), row) for row in failures],
        "troubled": [(_words(row.kind), row, row.state == DutyState.FAILED) for row in troubled],
        "is_cut": len(troubled) == MOST_LISTED,
    }
    return desk_render(request, actor, "desk/outbox.html", facts, section="outbox")


def _groups(actor: Actor) -> Collection[int] | None:
    """The groups whose messages the actor may count; None: all. Raises NotFound for nobody's."""
    if actor.is_platform_admin:
        return None
    groups = standing_of(actor).group_ids
    if not groups:
        raise NotFound
    return groups


def _retry(request: HttpRequest, actor: Actor) -> HttpResponse:
    if "message" in request.POST:
        number = owe_message_again(actor=actor, message_id=_id_in(request.POST["message"]))
    else:
        kind, reason = request.POST.get("kind", ""), request.POST.get("reason", "")
        number = owe_messages_again(actor=actor, kind=kind, last_error=reason)
    words = ngettext(
        "%(number)d message will be tried again.",
        "%(number)d messages will be tried again.",
        number,
    )
    return done(request, words % {"number": number}, "desk-outbox")


def _id_in(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid(_("The form was changed on its way. Go back and try again.")) from error


def _words(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def _totals(counts: Collection[Any]) -> dict[str, int]:
    names = ("pending", "running", "done", "failed")
    return {name: sum(getattr(row, name) for row in counts) for name in names}
