"""Changes of an event that move nothing: its words, its seats, how to get there."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import Forbidden, Invalid, PreconditionFailed, StateConflict
from events.models import Event
from events.policies import may_change_event, may_see_place
from events.sealed_place import whereabouts_of
from events.selectors.event import get_event_at_desk
from events.services.event import update_event
from groups.selectors.staff import standing_of
from groups.standing import Standing
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render, done
from pages.event_forms import LONGEST_TEXT, LONGEST_TITLE, capacity_input, seats_words, text_inputs
from pages.typed_fields import Typed, TypedField, TypedForm
from pages.views.desk.event import event_facts

Refusal = Invalid | StateConflict | PreconditionFailed


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def edit_event(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """For planners of its group and the coalition lead; directions to a private place for its own
    group alone. Raises NotFound, Forbidden."""
    event, standing = changeable(slug, actor)
    present = _values(event, standing)
    if request.method != "POST":
        return _page(request, actor, event, standing, TypedForm(present))
    typed = Typed.posted(request.POST)
    try:
        version = typed.number("version", required=_("The form was changed on its way."))
        wanted = _read(typed, present)
        typed.require()
        changes = {name: value for name, value in wanted.items() if value != _now(event, name)}
        if changes:
            update_event(event=event, changes=changes, version=version or 0, actor=actor)
    except (Invalid, StateConflict) as error:
        form = TypedForm(typed.data, error.errors)
        return _page(request, actor, event, standing, form, error)
    except PreconditionFailed as error:
        form = TypedForm(
            {**typed.data, "version": present["version"]}, now=meanwhile(present, typed.data)
        )
        return _page(request, actor, event, standing, form, error)
    words = _("The changes are saved.") if changes else _("Nothing was changed.")
    return done(request, words, "desk-event", slug)


def changeable(slug: str, actor: Actor) -> tuple[Event, Standing]:
    """The event for who may change it. Raises NotFound for who does not work on it, Forbidden."""
    event = get_event_at_desk(slug=slug, actor=actor)
    standing = standing_of(actor)
    if not may_change_event(standing, event):
        raise Forbidden(
            _("Events are changed by organizers and coordinators of their group, and by the lead.")
        )
    return event, standing


def meanwhile(present: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """What stands there now and is another than what was typed, by name."""
    return {
        name: value or "–"
        for name, value in present.items()
        if name in typed and name != "version" and value != typed[name].replace("\r\n", "\n")
    }


def _read(typed: Typed, present: Mapping[str, str]) -> dict[str, Any]:
    fields = {
        "title": typed.text("title", LONGEST_TITLE, required=_("Give it a title.")),
        "text": typed.text("text", LONGEST_TEXT),
        "venue_hint": typed.text("venue_hint", 200),
        "accessibility": typed.text("accessibility", 2000),
        "capacity": typed.number("capacity", said=seats_words()),
    }
    if "directions" in present:
        fields["directions"] = typed.text("directions", 2000)
    return fields


def _now(event: Event, name: str) -> Any:
    return whereabouts_of(event).directions if name == "directions" else getattr(event, name)


def _values(event: Event, standing: Standing) -> dict[str, str]:
    """The event as the form shows it to this person."""
    values = {
        "title": event.title,
        "text": event.text,
        "venue_hint": event.venue_hint,
        "accessibility": event.accessibility,
        "capacity": "" if event.capacity is None else str(event.capacity),
        "version": str(event.version),
    }
    if may_see_place(standing, event):
        values["directions"] = whereabouts_of(event).directions
    return values


def _inputs(form: TypedForm, *, with_directions: bool) -> list[TypedField]:
    hint = form.input(
        "venue_hint",
        _("Where, in general words"),
        is_optional=True,
        longest=200,
        hint=_("Everyone sees this, also where the address is private: “near the park”."),
    )
    directions = form.input(
        "directions",
        _("How to get there"),
        "textarea",
        is_optional=True,
        hint=_("As private as the address."),
    )
    access = form.input(
        "accessibility", _("Accessibility"), "textarea", is_optional=True, longest=2000
    )
    there = [hint, directions, access] if with_directions else [hint, access]
    return [*text_inputs(form), capacity_input(form), *there]


def _page(
    request: HttpRequest,
    actor: Actor,
    event: Event,
    standing: Standing,
    form: TypedForm,
    error: Refusal | None = None,
) -> HttpResponse:
    facts = event_facts(event, standing) | {
        "fields": _inputs(form, with_directions=may_see_place(standing, event)),
        "version": form.values.get("version", ""),
        "errors": form.errors,
        "problem": "" if error is None or form.errors else error.detail,
    }
    status = 200 if error is None else error.status
    template = "desk/event_edit.html"
    return desk_render(request, actor, template, facts, section="actions", status=status)
