"""Events at the desk that belong to no action: ahead, over, and a new one."""

from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.actors import Actor
from events.selectors.event import at_desk
from events.selectors.event_host import hosts
from groups.selectors.staff import standing_of
from pages.desk_actor import desk_page
from pages.desk_board import board_rows
from pages.desk_frame import desk_render
from pages.keyset import keyset_page

PAGE = 25


@require_safe
@desk_page
def events(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For everyone who is signed in: events of their groups and of the campaigns that these lead,
    the next first; with `?when=over` those that are over, the last first."""
    is_over = request.GET.get("when") == "over"
    now = timezone.now()
    when = Q(ends_at__lte=now) if is_over else Q(ends_at__gt=now)
    page = keyset_page(
        request,
        at_desk(actor).filter(when, action=None).defer("text", "sealed_place"),
        "starts_at",
        _read_instant,
        size=PAGE,
        is_descending=is_over,
    )
    facts = {
        "page": page,
        "rows": board_rows(page.rows, standing=standing_of(actor)),
        "is_over": is_over,
        "may_plan": hosts(actor).exists(),
    }
    return desk_render(request, actor, "desk/events.html", facts, section="actions")


def _read_instant(text: str) -> datetime:
    """Raises ValueError for what is no instant."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("a time without an offset is no instant")
    return instant
