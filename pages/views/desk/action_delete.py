"""Deletes an action that no city has taken up, after asking."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import Invalid, PreconditionFailed, StateConflict
from events.models import Action
from events.selectors.action import get_action_at_desk
from events.services.action import delete_action, require_may_change_plan
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render, done
from pages.typed_fields import Typed
from pages.views.desk.action_board import action_days


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def delete_page(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """For planners of its group and the coalition lead. Raises NotFound, Forbidden."""
    action = get_action_at_desk(slug=slug, actor=actor)
    require_may_change_plan(action, actor)
    if request.method != "POST":
        return _page(request, actor, action)
    typed = Typed.posted(request.POST)
    try:
        version = typed.number("version", required=_("The form was changed on its way."))
        typed.require()
        delete_action(action=action, version=version or 0, actor=actor)
    except (Invalid, StateConflict, PreconditionFailed) as error:
        return _page(request, actor, action, error)
    words = _("The action “%(title)s” is deleted.") % {"title": action.title}
    return done(request, words, "desk-actions")


def _page(
    request: HttpRequest,
    actor: Actor,
    action: Action,
    error: Invalid | StateConflict | PreconditionFailed | None = None,
) -> HttpResponse:
    facts = {
        "action": action,
        "days": action_days(action),
        "has_cities": action.events.exists(),
        "problem": error.detail if error else "",
    }
    status = 200 if error is None else error.status
    template = "desk/action_delete.html"
    return desk_render(request, actor, template, facts, section="actions", status=status)
