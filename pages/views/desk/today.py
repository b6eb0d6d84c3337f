"""The desk's first page: the groups one works in."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.actors import Actor
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render, groups_of


@require_safe
@desk_page
def today(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For everyone who is signed in."""
    facts = {"groups": groups_of(actor)}
    return desk_render(request, actor, "desk/today.html", facts, section="today")
