"""Opens a draft, cancels an event, takes a cancellation back: each says first who is told."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.actors import Actor
from core.errors import Invalid, PreconditionFailed, StateConflict
from events.models import Event
from events.services.event_move import cancel_event, open_event, reopen_event
from groups.standing import Standing
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render, done
from pages.views.desk.event import event_facts
from pages.views.desk.event_change import changeable
from pages.views.desk.event_move import people_told

Step = Callable[..., Event]


@require_POST
@desk_page
def open_draft(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """One press: nobody has been told anything yet. What is missing of the place is asked for where
    it is changed. Raises NotFound, Forbidden, StateConflict, PreconditionFailed."""
    event, _standing = changeable(slug, actor)
    version = _version_in(request)
    try:
        open_event(event=event, version=version, actor=actor)
    except Invalid as error:
        messages.error(request, error.detail)
        return HttpResponseRedirect(reverse("desk-event-move", args=[slug]), status=303)
    return _done(request, _("%(city)s is open: people can answer."), event)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def cancel_page(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """For planners of its group and the coalition lead. Raises NotFound, Forbidden."""
    event, standing = changeable(slug, actor)
    if request.method != "POST":
        return _page(request, actor, event, standing, "desk/event_cancel.html")
    try:
        cancel_event(event=event, version=_version_in(request), actor=actor)
    except (StateConflict, PreconditionFailed) as error:
        return _page(request, actor, event, standing, "desk/event_cancel.html", error)
    return _done(request, _("%(city)s is cancelled. Everyone who comes is being told."), event)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def reopen_page(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """For planners of its group and the coalition lead. Raises NotFound, Forbidden."""
    event, standing = changeable(slug, actor)
    if request.method != "POST":
        return _page(request, actor, event, standing, "desk/event_reopen.html")
    try:
        reopen_event(event=event, version=_version_in(request), actor=actor)
    except (StateConflict, PreconditionFailed) as error:
        return _page(request, actor, event, standing, "desk/event_reopen.html", error)
    words = _("%(city)s takes place after all. Who was told otherwise is being told.")
    return _done(request, words, event)


def _version_in(request: HttpRequest) -> int:
    """The version that the page showed. Raises Invalid for a form that was changed."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Invalid(_("The form was changed on its way. Go back and try again."))
    return int(text)


def _done(request: HttpRequest, words: str, event: Event) -> HttpResponse:
    """Back to the board where the button stood there, else to the event."""
    said = words % {"city": event.place_name}
    if request.POST.get("back") == "board" and event.action is not None:
        return done(request, said, "desk-action", event.action.slug)
    return done(request, said, "desk-event", event.slug)


def _page(
    request: HttpRequest,
    actor: Actor,
    event: Event,
    standing: Standing,
    template: str,
    error: StateConflict | PreconditionFailed | None = None,
) -> HttpResponse:
    facts = event_facts(event, standing) | {
        "told": people_told(event, standing),
        "problem": error.detail if error else "",
        "back": request.GET.get("back") or request.POST.get("back", ""),
    }
    status = 200 if error is None else error.status
    return desk_render(request, actor, template, facts, section="actions", status=status)
