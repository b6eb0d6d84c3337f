"""Moves an event: first what it becomes there and who is told, then the move itself."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import FieldError, Invalid, PreconditionFailed, StateConflict
from events.event_place import HOME, EventPlace
from events.local_time import Moment, in_zone
from events.models import Event, EventState
from events.policies import may_see_place
from events.sealed_place import Whereabouts, whereabouts_of
from events.selectors.rsvp import turnouts
from events.services.event import LONGEST_MINUTES
from events.services.event_move import move_event, require_move
from groups.standing import Standing
from pages.desk_actor import desk_page
from pages.desk_counts import Shown, shown_to
from pages.desk_frame import desk_render, done
from pages.desk_times import moment_words, options_for, read_start
from pages.event_forms import (
    city_inputs,
    minutes_words,
    place_inputs,
    read_city,
    read_door,
    time_inputs,
)
from pages.typed_fields import Options, Typed, TypedField, TypedForm
from pages.views.desk.event import event_facts
from pages.views.desk.event_change import changeable, meanwhile


@dataclass(frozen=True)
class Wanted:
    """What was typed, as far as it is another than what stands: as `move_event` takes it."""

    start: Moment | None = None
    duration_minutes: int | None = None
    place: EventPlace | None = None
    where: dict[str, str] = field(default_factory=dict)
    is_private: bool | None = None

    @property
    def is_nothing(self) -> bool:
        return self == Wanted()

    def as_arguments(self) -> dict[str, Any]:
        return dict(vars(self))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def move_page(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """For planners of its group and the coalition lead. A first POST shows what it becomes and who
    is told, a second with `confirmed` moves it. Raises NotFound, Forbidden."""
    event, standing = changeable(slug, actor)
    if request.method != "POST":
        return _form_page(request, actor, event, standing, TypedForm(_values(event, standing)))
    typed = Typed.posted(request.POST)
    if typed.flag("again"):
        return _form_page(request, actor, event, standing, TypedForm(typed.data))
    place = read_city(typed) if event.country == HOME else None
    try:
        version = typed.number("version", required=_("The form was changed on its way."))
        wanted = _read(typed, event, place, standing)
        if not typed.flag("confirmed"):
            require_move(
                event, version=version or 0, start=wanted.start, where=wanted.where,
                is_private=wanted.is_private,
            )  # fmt: skip
            return _look_page(request, actor, event, standing, wanted, typed)
        move_event(event=event, version=version or 0, actor=actor, **wanted.as_arguments())
    except (Invalid, StateConflict) as error:
        form = TypedForm(typed.data, [_at_input(item) for item in error.errors])
        meant = options_for(typed, place.timezone if place else event.timezone, form.errors)
        return _form_page(request, actor, event, standing, form, error, meant)
    except PreconditionFailed as error:
        present = _values(event, standing)
        values = {**typed.data, "version": present["version"]}
        form = TypedForm(values, now=meanwhile(present, typed.data))
        return _form_page(request, actor, event, standing, form, error)
    return done(request, _moved_words(event), "desk-event", slug)


def people_told(event: Event, standing: Standing) -> Shown:
    """How many are told by mail of what happens to the event: who comes and who waits."""
    if event.state == EventState.DRAFT:
        return 0
    turnout = turnouts([event])[event.pk]
    return shown_to(standing, event, turnout.going + turnout.waiting)


def _read(typed: Typed, event: Event, place: EventPlace | None, standing: Standing) -> Wanted:
    """Raises Invalid for what is wrong, and where nothing is another than before."""
    start = read_start(typed, place.timezone if place else event.timezone)
    minutes = typed.number(
        "duration_minutes",
        required=_("Say how long it lasts."),
        least=1,
        most=LONGEST_MINUTES,
        said=minutes_words(),
    )
    door = read_door(typed)
    typed.require()
    is_private = door.pop("is_private")
    wanted = Wanted(
        start=start if start != event.start else None,
        duration_minutes=minutes if minutes != event.duration_minutes else None,
        place=place if place and _is_elsewhere(place, event) else None,
        where=_new_door(door, event, standing),
        is_private=is_private if is_private != event.is_private else None,
    )
    if wanted.is_nothing:
        raise Invalid(_("Nothing was changed: change the time or the place."))
    return wanted


def _is_elsewhere(place: EventPlace, event: Event) -> bool:
    return (place.city, place.region) != (event.city, event.region)


def _new_door(door: dict[str, str], event: Event, standing: Standing) -> dict[str, str]:
    """Who may not see the address replaces it by typing one, and never by leaving it empty."""
    if not may_see_place(standing, event):
        return {name: text for name, text in door.items() if text}
    present = whereabouts_of(event)._asdict()
    return {name: text for name, text in door.items() if text != present[name]}


def _values(event: Event, standing: Standing) -> dict[str, str]:
    where = whereabouts_of(event) if may_see_place(standing, event) else Whereabouts()
    return {
        "date": event.local_date.isoformat(),
        "local_time": f"{event.local_time:%H:%M}",
        "duration_minutes": str(event.duration_minutes),
        "city": event.city,
        "region": event.region,
        "venue": where.venue,
        "address": where.address,
        "is_private": "1" if event.is_private else "",
        "version": str(event.version),
    }


def _at_input(error: FieldError) -> FieldError:
    name = {"starts_at": "date"}.get(error.field, error.field)
    return FieldError(name, error.code, error.detail)


def _moved_words(event: Event) -> str:
    if event.state == EventState.DRAFT:
        return _("The draft is changed. Nobody was told of it yet.")
    return _("The event is moved. Those who were told otherwise are being told.")


def _form_page(
    request: HttpRequest,
    actor: Actor,
    event: Event,
    standing: Standing,
    form: TypedForm,
    error: Invalid | StateConflict | PreconditionFailed | None = None,
    meant: Options = (),
) -> HttpResponse:
    choice = form.input("meant", _("Which of these is meant"), "radios", options=meant)
    facts = event_facts(event, standing) | {
        "time": [*time_inputs(form), *([choice] if meant else [])],
        "where": _place_inputs(form, event),
        "sees_place": may_see_place(standing, event),
        "told": people_told(event, standing),
        "is_cancelled": event.state == EventState.CANCELLED,
        "version": form.values.get("version", ""),
        "errors": form.errors,
        "problem": "" if error is None or form.errors else error.detail,
    }
    status = 200 if error is None else error.status
    template = "desk/event_move.html"
    return desk_render(request, actor, template, facts, section="actions", status=status)


def _place_inputs(form: TypedForm, event: Event) -> list[TypedField]:
    cities = city_inputs(form) if event.country == HOME else []
    return [*cities, *place_inputs(form)]


def _look_page(
    request: HttpRequest,
    actor: Actor,
    event: Event,
    standing: Standing,
    wanted: Wanted,
    typed: Typed,
) -> HttpResponse:
    """What it becomes, nothing written yet."""
    start = wanted.start or event.start
    minutes = wanted.duration_minutes or event.duration_minutes
    place = wanted.place
    facts = event_facts(event, standing) | {
        "becomes": moment_words(start, event.country),
        "ends": moment_words(_end_of(start, minutes), event.country),
        "instant": start.instant,
        "place": f"{place.city}, {place.region}" if place else "",
        "where": wanted.where,
        "was_at": whereabouts_of(event) if may_see_place(standing, event) else None,
        "is_private": wanted.is_private,
        "moves_time": wanted.start is not None,
        "told": people_told(event, standing),
        "kept": [(name, value) for name, value in typed.data.items() if name in _KEPT],
    }
    return desk_render(request, actor, "desk/event_move_look.html", facts, section="actions")


def _end_of(start: Moment, minutes: int) -> Moment:
    return in_zone(start.instant + timedelta(minutes=minutes), start.zone)


_KEPT = frozenset(
    {"date", "local_time", "meant", "duration_minutes", "city", "region", "venue", "address"}
    | {"is_private", "version"}
)
