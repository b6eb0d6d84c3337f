"""Recording that a bundle was handed over: to whom, when, against what receipt."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import Forbidden, Invalid, MusterError
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, Input, date_in, one_of, optional_in, required_in
from pages.desk_frame import desk_render, done
from pages.desk_petition import find
from pages.desk_words import choices
from pages.views.desk.bundle import facts_of
from petitions.models import Bundle, PetitionState
from petitions.selectors.bundle import get_bundle
from petitions.services.delivery import record_delivery

ZONES: dict[str, Promise] = {
    "America/New_York": gettext_lazy("Eastern Time"),
    "America/Chicago": gettext_lazy("Central Time"),
    "America/Denver": gettext_lazy("Mountain Time"),
    "America/Phoenix": gettext_lazy("Arizona Time"),
    "America/Los_Angeles": gettext_lazy("Pacific Time"),
    "America/Anchorage": gettext_lazy("Alaska Time"),
    "Pacific/Honolulu": gettext_lazy("Hawaii Time"),
    "UTC": gettext_lazy("UTC"),
}
LONGEST_RECEIPT = 2000


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def hand_over(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """A form for the coalition lead. Raises NotFound, and Forbidden for who may see the bundle."""
    bundle = get_bundle(public_id=public_id, actor=actor)
    known = facts_of(bundle, actor)
    if not known.may_deliver:
        raise Forbidden(_("Hand-overs are recorded by the group that leads."))
    form = DeskForm({"zone": "America/New_York", "delivered_to": bundle.texts.get("target", "")})
    if request.method == "POST":
        try:
            _record(request.POST, bundle, actor)
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            words = _("The hand-over is recorded. Thank you for bringing it there.")
            return done(request, words, "desk-bundle", public_id)
    facts = {
        **find(slug=bundle.petition.slug, actor=actor).facts("desk-bundles"),
        "bundle": bundle,
        "known": known,
        "form": form,
        "inputs": _inputs(form),
        "ends_it": bundle.petition.state == PetitionState.CLOSED,
    }
    return desk_render(
        request, actor, "desk/bundles/hand_over.html", facts, section="petitions",
        status=form.status,
    )  # fmt: skip


def _record(fields: Mapping[str, Any], bundle: Bundle, actor: Actor) -> None:
    """Once, however often the button is pressed: the same hand-over is there already then."""
    receipt = optional_in(fields, receipt=LONGEST_RECEIPT)["receipt"]
    to = required_in(fields, delivered_to=200)["delivered_to"]
    at = _after_seal(_moment_in(fields), bundle)
    if bundle.deliveries.filter(delivered_to=to, delivered_at=at, receipt=receipt).exists():
        return
    try:
        record_delivery(
            bundle=bundle, delivered_to=to, delivered_at=at, receipt=receipt, actor=actor
        )
    except Invalid as error:
        (wrong,) = error.errors
        raise Invalid.field("time", wrong.code, wrong.detail) from error


def _after_seal(at: datetime, bundle: Bundle) -> datetime:
    """What was typed has no seconds: the minute in which it was sealed goes on after the seal."""
    if at <= bundle.seal_time < at + timedelta(minutes=1):
        return bundle.seal_time
    return at


def _moment_in(fields: Mapping[str, Any]) -> datetime:
    """The wall time that was typed, in its zone. Raises Invalid."""
    day = date_in(fields, "day")
    if day is None:
        raise Invalid.field("day", "required", _("Fill this in."))
    zone = ZoneInfo(one_of(fields, "zone", ZONES))
    try:
        wall = datetime.strptime(str(fields.get("time", "")).strip()[:5], "%H:%M")  # noqa: DTZ007 - a wall time, which gets its zone below
    except ValueError as error:
        raise Invalid.field("time", "invalid", _("Write a time as HH:MM.")) from error
    return datetime.combine(day, wall.time(), tzinfo=zone)


def _inputs(form: DeskForm) -> list[Input]:
    return [
        form.input("delivered_to", _("To whom"), maxlength=200, hint=_("Person and office.")),
        form.input("day", _("Day"), kind="date"),
        form.input("time", _("Time"), kind="time"),
        form.input("zone", _("Time zone"), kind="select", choices=choices(ZONES)),
        form.input(
            "receipt",
            _("Receipt"),
            kind="textarea",
            required=False,
            maxlength=LONGEST_RECEIPT,
            hint=_("What was given in return: a stamp, a number, a name."),
        ),
    ]
