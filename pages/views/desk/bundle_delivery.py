"""Recording that a bundle was handed over: to whom, when, against what receipt."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import Forbidden, Invalid, MusterError
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, Input
from pages.desk_frame import desk_render, done
from pages.desk_petition import find
from pages.desk_words import choices
from pages.typed_fields import Typed
from pages.views.desk.bundle import facts_of
from petitions.models import Bundle, PetitionState
from petitions.selectors.bundle import get_bundle, gone_since_seal
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
FIRST_ZONE = "America/New_York"
LONGEST_RECEIPT = 2000


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def hand_over(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """A form for the coalition lead. Raises NotFound, and Forbidden for who may see the bundle."""
    bundle = get_bundle(public_id=public_id, actor=actor)
    known = facts_of(bundle, actor)
    if not known.may_deliver:
        raise Forbidden(_("Hand-overs are recorded by the group that leads."))
    form = DeskForm({**_now(), "delivered_to": bundle.texts.get("target", "")})
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
        "gone": gone_since_seal(bundle),
        "form": form,
        "inputs": _inputs(form),
        "ends_it": bundle.petition.state == PetitionState.CLOSED,
    }
    return desk_render(
        request, actor, "desk/bundles/hand_over.html", facts, section="petitions",
        status=form.status,
    )  # fmt: skip


def _now() -> dict[str, str]:
    """The present minute on the clocks of the zone that the form begins with."""
    now = datetime.now(ZoneInfo(FIRST_ZONE))
    return {"day": f"{now:%Y-%m-%d}", "time": f"{now:%H:%M}", "zone": FIRST_ZONE}


def _record(fields: QueryDict, bundle: Bundle, actor: Actor) -> None:
    """Once, however often the button is pressed: the same hand-over is there already then."""
    typed = Typed.posted(fields)
    to = typed.text("delivered_to", 200, required=_("Write to whom it was given."))
    moment = _moment_in(typed)
    receipt = typed.text("receipt", LONGEST_RECEIPT)
    typed.require()
    assert moment is not None, "what is wrong with it was said"
    at = _after_seal(moment, bundle)
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


def _moment_in(typed: Typed) -> datetime | None:
    """The wall time that was typed, in its zone. What is wrong is kept in `typed`, and None
    answered."""
    day = typed.day("day", required=_("Name the day."))
    at = typed.clock("time", required=_("Name the time."))
    zone = typed.choice("zone", tuple(ZONES), said=_("Choose the time zone."))
    if day is None or at is None or zone not in ZONES:
        return None
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone))


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
