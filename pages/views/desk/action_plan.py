"""The plan of an action: a new one, and a change of one, which its cities follow."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaign.models import Partner
from core.actors import Actor
from core.errors import Forbidden, Invalid, PreconditionFailed, StateConflict
from core.slugs import MAX_LENGTH
from events.models import Action, Timing
from events.policies import may_plan_event
from events.selectors.action import get_action_at_desk
from events.selectors.action_change import PlanChange, place_names, plan_change
from events.services.action import LONGEST_MINUTES, Followers, create_action, update_action
from events.zone_names import NAMES
from groups.selectors.staff import standing_of
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render, done
from pages.event_forms import (
    DEFAULT_MINUTES,
    LONGEST_TEXT,
    LONGEST_TITLE,
    capacity_input,
    minutes_words,
    seats_words,
    text_inputs,
    time_inputs,
)
from pages.host_choice import host_input, read_host, required_hosts
from pages.plan_look import look_facts
from pages.typed_fields import Typed, TypedField, TypedForm

Refusal = Invalid | StateConflict | PreconditionFailed


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def new_action(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For organizers and coordinators of a partner. Raises Forbidden."""
    partners = required_hosts(actor)
    if request.method != "POST":
        values = {"duration_minutes": DEFAULT_MINUTES, "local_time": "12:00", "timing": "local"}
        return _new_page(request, actor, TypedForm(values), partners)
    typed = Typed.posted(request.POST)
    try:
        action = _create(typed, partners, actor)
    except Invalid as error:
        suggested = {"slug": typed.raw("slug") or _slug_of(typed.raw("title"))}
        form = TypedForm({**typed.data, **suggested}, error.errors)
        return _new_page(request, actor, form, partners, error)
    words = _("The action is planned. Now name its cities.")
    return done(request, words, "desk-action-cities", action.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def edit_action(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """For planners of its group and the coalition lead. Raises NotFound, Forbidden."""
    action = get_action_at_desk(slug=slug, actor=actor)
    if not may_plan_event(standing_of(actor), campaign=action.campaign, group_id=action.group_id):
        raise Forbidden(_("The plan is changed by planners of its group and the coalition lead."))
    if request.method != "POST":
        return _edit_page(request, actor, action, TypedForm(_values(action)))
    typed = Typed.posted(request.POST)
    if typed.flag("again"):
        return _edit_page(request, actor, action, TypedForm(typed.data))
    try:
        version, changes = _read_change(typed)
        if not typed.flag("confirmed"):
            change = plan_change(action=action, changes=changes, version=version, actor=actor)
            if change.cities:
                return _look_page(request, actor, action, change, typed)
        changed, followers = update_action(
            action=action, changes=changes, version=version, actor=actor
        )
    except (Invalid, StateConflict) as error:
        form = TypedForm(typed.data, error.errors)
        return _edit_page(request, actor, action, form, error)
    except PreconditionFailed as error:
        now = _changed_meanwhile(_values(action), typed.data)
        form = TypedForm({**typed.data, "version": str(action.version)}, now=now)
        return _edit_page(request, actor, action, form, error)
    if changed.version == version:
        return done(request, _("Nothing was changed."), "desk-action", changed.slug)
    return done(request, _followed_words(changed, followers), "desk-action", changed.slug)


def _create(typed: Typed, partners: Sequence[Partner], actor: Actor) -> Action:
    host = read_host(typed, partners)
    plan = _read_plan(typed) | {"until": typed.day("until")}
    timing = typed.choice("timing", Timing.values, said=_("Choose one."))
    zone = ""
    if timing == Timing.INSTANT:
        zone = typed.choice("timezone", list(NAMES), said=_("Choose whose clocks."))
    slug = typed.text("slug", 100) or _slug_of(plan["title"])
    typed.require()
    assert host is not None, "what is missing was said above"
    return create_action(
        slug=slug,
        campaign=host.campaign,
        group=host.group,
        timing=Timing(timing),
        timezone=zone,
        actor=actor,
        **plan,
    )


def _read_change(typed: Typed) -> tuple[int, dict[str, Any]]:
    """The version that was read, and what is wanted. Raises Invalid."""
    version = typed.number("version", required=_("The form was changed on its way."))
    changes = _read_plan(typed) | {"until": typed.day("until")}
    typed.require()
    return version or 0, changes


def _read_plan(typed: Typed) -> dict[str, Any]:
    """What a change of the plan may hold, too."""
    return {
        "title": typed.text("title", LONGEST_TITLE, required=_("Give it a title.")),
        "text": typed.text("text", LONGEST_TEXT),
        "date": typed.day("date", required=_("Name the day.")),
        "local_time": typed.clock("local_time", required=_("Name the time at which it starts.")),
        "duration_minutes": typed.number(
            "duration_minutes",
            required=_("Say how many minutes it lasts."),
            least=1,
            most=LONGEST_MINUTES,
            said=minutes_words(),
        ),
        "venue_hint": typed.text("venue_hint", 200),
        "capacity": typed.number("capacity", said=seats_words()),
    }


def _slug_of(title: str) -> str:
    return slugify(title)[:MAX_LENGTH].strip("-_").replace("_", "-")


def _plan_inputs(form: TypedForm) -> list[TypedField]:
    day, at, minutes = time_inputs(form)
    until = form.input(
        "until",
        _("Last day"),
        "date",
        is_optional=True,
        hint=_("For an action on several days: each city chooses one of them."),
    )
    hint = form.input(
        "venue_hint",
        _("Where in each city, in general words"),
        is_optional=True,
        longest=200,
        hint=_("For example: in front of the city hall."),
    )
    return [*text_inputs(form), day, until, at, minutes, hint, capacity_input(form)]


def _timing_inputs(form: TypedForm) -> list[TypedField]:
    zones = [("", "–"), *((zone, f"{name} ({zone})") for zone, name in NAMES.items())]
    timings = [
        (str(Timing.LOCAL), _("At this time in each city, on that city’s own clocks")),
        (str(Timing.INSTANT), _("Everywhere at the same moment")),
    ]
    return [
        form.input("timing", _("What the time means"), "radios", options=timings),
        form.input(
            "timezone",
            _("Whose clocks the time is on, where all begin at the same moment"),
            "select",
            options=zones,
            is_optional=True,
        ),
    ]


def _new_page(
    request: HttpRequest,
    actor: Actor,
    form: TypedForm,
    partners: Sequence[Partner],
    error: Invalid | None = None,
) -> HttpResponse:
    slug = form.input(
        "slug",
        _("Web address"),
        is_optional=True,
        longest=MAX_LENGTH,
        hint=_("The last part of the page’s address. Left empty, it is made of the title."),
    )
    title, *rest = _plan_inputs(form)
    fields = [host_input(form, partners), title, slug, *rest, *_timing_inputs(form)]
    return _page(request, actor, "desk/action_new.html", form, fields, error)


def _edit_page(
    request: HttpRequest,
    actor: Actor,
    action: Action,
    form: TypedForm,
    error: Refusal | None = None,
) -> HttpResponse:
    facts = {"action": action, "version": form.values["version"]}
    return _page(request, actor, "desk/action_plan.html", form, _plan_inputs(form), error, **facts)


def _look_page(
    request: HttpRequest, actor: Actor, action: Action, change: PlanChange, typed: Typed
) -> HttpResponse:
    """What becomes of each city, nothing written yet."""
    names = _values(action)
    facts = look_facts(change, standing_of(actor)) | {
        "action": action,
        "kept": [(name, typed.raw(name)) for name in names],
    }
    return desk_render(request, actor, "desk/action_plan_look.html", facts, section="actions")


def _page(
    request: HttpRequest,
    actor: Actor,
    template: str,
    form: TypedForm,
    fields: Sequence[TypedField],
    error: Refusal | None,
    **facts: Any,
) -> HttpResponse:
    known = {field.name for field in fields}
    shown = {
        **facts,
        "fields": fields,
        "errors": [item for item in form.errors if item.field in known],
        "problem": "" if error is None or _is_known(form, known) else error.detail,
    }
    status = 200 if error is None else error.status
    return desk_render(request, actor, template, shown, section="actions", status=status)


def _is_known(form: TypedForm, known: "set[str]") -> bool:
    """Whether each error stands at an input of its own."""
    return bool(form.errors) and all(item.field in known for item in form.errors)


def _values(action: Action) -> dict[str, str]:
    """The plan as its inputs show it."""
    return {
        "title": action.title,
        "text": action.text,
        "date": action.date.isoformat(),
        "until": action.until.isoformat() if action.until else "",
        "local_time": f"{action.local_time:%H:%M}",
        "duration_minutes": str(action.duration_minutes),
        "venue_hint": action.venue_hint,
        "capacity": "" if action.capacity is None else str(action.capacity),
        "version": str(action.version),
    }


def _changed_meanwhile(present: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """What stands there now and is another than what was typed."""
    return {
        name: value or "–"
        for name, value in present.items()
        if name != "version" and value != typed.get(name, "").replace("\r\n", "\n")
    }


def _followed_words(action: Action, followers: Followers) -> str:
    number = len(followers.followed)
    words = ngettext(
        "The plan is changed; %(number)s city follows.",
        "The plan is changed; %(number)s cities follow.",
        number,
    )
    said = words % {"number": number}
    if not followers.kept:
        return said
    kept = _("What these chose themselves stays: %(cities)s.")
    return f"{said} {kept % {'cities': '; '.join(place_names(action, followers.kept))}}"
