"""Where one is led who has no second factor: why, and the two ways to set one up."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.selectors.user import has_second_factor
from core.actors import Actor
from pages.desk_actor import desk_entrance
from pages.desk_frame import desk_render
from pages.second_factor import is_required_of


@require_safe
@desk_entrance
def second_factor(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For everyone who is signed in."""
    facts = {
        "is_required": is_required_of(actor),
        "has_one": actor.user_id is not None and has_second_factor(actor.user_id),
    }
    return desk_render(request, actor, "desk/second_factor.html", facts, section="")
