"""A new event of its own: a rally at short notice."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.models import Partner
from core.actors import Actor
from core.errors import FieldError, Invalid
from events.event_place import EventPlace
from events.event_slug import slug_for
from events.models import Event, EventState
from events.services.event import LONGEST_MINUTES, create_event
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render, done
from pages.desk_times import options_for, read_start
from pages.event_forms import (
    DEFAULT_MINUTES,
    LONGEST_TEXT,
    LONGEST_TITLE,
    capacity_input,
    city_inputs,
    minutes_words,
    place_inputs,
    read_city,
    read_door,
    seats_words,
    text_inputs,
    time_inputs,
)
from pages.host_choice import host_input, read_host, required_hosts
from pages.typed_fields import Options, Typed, TypedField, TypedForm

STATES = (EventState.OPEN, EventState.DRAFT)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def new_event(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For organizers and coordinators of a partner. Raises Forbidden."""
    partners = required_hosts(actor)
    if request.method != "POST":
        values = {"duration_minutes": DEFAULT_MINUTES, "state": str(EventState.OPEN)}
        return _page(request, actor, TypedForm(values), partners)
    typed = Typed.posted(request.POST)
    place = read_city(typed)
    try:
        event = _create(typed, place, partners, actor)
    except Invalid as error:
        form = TypedForm(typed.data, [_at_input(item) for item in error.errors])
        options = options_for(typed, place.timezone, form.errors) if place else ()
        return _page(request, actor, form, partners, options, error)
    words = {
        EventState.OPEN: _("The event is open: people can answer."),
        EventState.DRAFT: _("The event is kept as a draft: nobody else sees it yet."),
    }[EventState(event.state)]
    return done(request, words, "desk-event", event.slug)


def _create(
    typed: Typed, place: EventPlace | None, partners: Sequence[Partner], actor: Actor
) -> Event:
    host = read_host(typed, partners)
    fields: dict[str, Any] = {
        "title": typed.text("title", LONGEST_TITLE, required=_("Give it a title.")),
        "text": typed.text("text", LONGEST_TEXT),
        "duration_minutes": typed.number(
            "duration_minutes",
            required=_("Say how many minutes it lasts."),
            least=1,
            most=LONGEST_MINUTES,
            said=minutes_words(),
        ),
        "capacity": typed.number("capacity", said=seats_words()),
        "venue_hint": typed.text("venue_hint", 200),
        "accessibility": typed.text("accessibility", 2000),
        **read_door(typed),
        "state": typed.choice("state", STATES, said=_("Choose one.")),
    }
    start = read_start(typed, place.timezone) if place else None
    typed.require()
    assert host is not None, "what is missing was said above"
    assert place is not None, "likewise"
    assert start is not None, "likewise"
    return create_event(
        campaign=host.campaign,
        group=host.group,
        start=start,
        place=place,
        slug=slug_for(fields["title"], place.city),
        actor=actor,
        **fields,
    )


def _at_input(error: FieldError) -> FieldError:
    """What the services call the start is two inputs here."""
    name = {"starts_at": "date"}.get(error.field, error.field)
    return FieldError(name, error.code, error.detail)


def _page(
    request: HttpRequest,
    actor: Actor,
    form: TypedForm,
    partners: Sequence[Partner],
    meant: Options = (),
    error: Invalid | None = None,
) -> HttpResponse:
    title, text = text_inputs(form)
    meant_inputs = (
        [form.input("meant", _("Which of these is meant"), "radios", options=meant)]
        if meant
        else []
    )
    facts = {
        "what": [host_input(form, partners), title, text],
        "where": [*city_inputs(form), *place_inputs(form), *_more_place(form)],
        "time": [*time_inputs(form), *meant_inputs],
        "rest": [capacity_input(form), _state_input(form)],
        "errors": form.errors,
        "problem": "" if error is None or form.errors else error.detail,
    }
    status = 200 if error is None else error.status
    template = "desk/event_new.html"
    return desk_render(request, actor, template, facts, section="actions", status=status)


def _more_place(form: TypedForm) -> list[TypedField]:
    return [
        form.input(
            "venue_hint",
            _("Where, in general words"),
            is_optional=True,
            longest=200,
            hint=_("Everyone sees this, also where the address is private: “near the park”."),
        ),
        form.input("accessibility", _("Accessibility"), is_optional=True, longest=2000),
    ]


def _state_input(form: TypedForm) -> TypedField:
    options = [
        (str(EventState.OPEN), _("Open it: people can find it and answer")),
        (str(EventState.DRAFT), _("Keep it as a draft for now")),
    ]
    return form.input("state", _("When you save it"), "radios", options=options)
