"""One message to members: how it looks, whom it reaches, trying it, sending it, calling it off."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.actors import Actor
from core.errors import Invalid, MusterError, NotFound
from groups.models import Group, GroupMessage, GroupMessageState
from groups.models.group_message import CANCELLABLE
from groups.selectors.group import get_group
from groups.selectors.group_message import get_message, recipient_count
from groups.services.group_message import cancel_message, send_message, send_test
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, date_in, number_in, one_of
from pages.desk_frame import desk_render, done
from pages.message_fields import preview_of, whom_words
from pages.message_words import STATES

SECTION = "messages"
ROUTE = "desk-message"
NOW, LATER = "now", "later"


@require_safe
@desk_page
def message(request: HttpRequest, actor: Actor, slug: str, public_id: UUID) -> HttpResponse:
    """For the group's staff. Raises NotFound, Forbidden."""
    group, row = _message_of(slug, public_id, actor)
    if "HX-Request" in request.headers:
        return _progress(request, group, row)
    return _shown(request, actor, group, row, DeskForm())


@require_POST
@desk_page
def message_test(request: HttpRequest, actor: Actor, slug: str, public_id: UUID) -> HttpResponse:
    """Sends the letter to oneself."""
    group, row = _message_of(slug, public_id, actor)
    try:
        send_test(message=row, actor=actor)
    except MusterError as error:
        return _shown(request, actor, group, row, DeskForm({}, error))
    words = _("A test is on its way to your own address.")
    return done(request, words, ROUTE, group.slug, public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def message_send(request: HttpRequest, actor: Actor, slug: str, public_id: UUID) -> HttpResponse:
    """Asks whether and when, and has it sent. Raises NotFound for what is no draft."""
    group, row = _message_of(slug, public_id, actor)
    form = DeskForm({"when": NOW})
    if request.method == "POST":
        try:
            _send(request, actor, row)
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            return done(request, _("The message is on its way."), ROUTE, group.slug, public_id)
    elif row.state != GroupMessageState.DRAFT:
        raise NotFound
    facts = {
        "group": group,
        "row": row,
        "form": form,
        "people": recipient_count(message=row, actor=actor),
        "whom": whom_words(row),
        "preview": preview_of(row.text),
        "inputs": _when_inputs(form),
    }
    return desk_render(
        request, actor, "desk/messages/send.html", facts, section=SECTION, status=form.status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def message_cancel(request: HttpRequest, actor: Actor, slug: str, public_id: UUID) -> HttpResponse:
    """Calls it off. GET asks."""
    group, row = _message_of(slug, public_id, actor)
    if request.method == "POST":
        try:
            cancel_message(message=row, actor=actor)
        except MusterError as error:
            row.refresh_from_db()
            return _shown(request, actor, group, row, DeskForm({}, error))
        return done(request, _("The message is called off."), ROUTE, group.slug, public_id)
    if row.state not in CANCELLABLE:
        raise NotFound
    facts = {"group": group, "row": row, "left": _left(row)}
    return desk_render(request, actor, "desk/messages/cancel.html", facts, section=SECTION)


def _message_of(slug: str, public_id: UUID, actor: Actor) -> tuple[Group, GroupMessage]:
    group = get_group(slug=slug, actor=actor)
    return group, get_message(group=group, public_id=public_id, actor=actor)


def _send(request: HttpRequest, actor: Actor, row: GroupMessage) -> None:
    when = one_of(request.POST, "when", (NOW, LATER))
    send_message(
        message=row,
        at=_moment(request.POST.dict()) if when == LATER else None,
        version=number_in(request.POST, "version"),
        actor=actor,
    )


def _moment(fields: Mapping[str, str]) -> datetime:
    """The day and the time that were typed, in UTC. Raises Invalid."""
    day = date_in(fields, "day")
    if day is None:
        raise Invalid.field("day", "required", _("Name the day."))
    try:
        clock = time.fromisoformat(fields.get("at", "").strip())
        if clock.tzinfo is not None:
            raise ValueError
    except ValueError as error:
        raise Invalid.field("at", "invalid", _("Write the time as 18:30.")) from error
    return datetime.combine(day, clock, UTC)


def _when_inputs(form: DeskForm) -> list[object]:
    whens = [(NOW, _("Now")), (LATER, _("Later, at this time"))]
    now = timezone.now()
    hint = _("UTC, within the next 90 days. It is %(now)s UTC now.") % {"now": f"{now:%H:%M}"}
    return [
        form.input("when", _("When shall it be sent?"), kind="radios", choices=whens),
        form.input("day", _("Day"), kind="date", required=False),
        form.input("at", _("Time"), kind="time", hint=hint, required=False),
    ]


def _left(row: GroupMessage) -> int:
    """How many letters have not left yet."""
    return max((row.people or 0) - row.sent - row.failed - row.dropped, 0)


def _progress(request: HttpRequest, group: Group, row: GroupMessage) -> HttpResponse:
    if not _is_at_work(row):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "desk/parts/work.html", _work(group, row))


def _is_at_work(row: GroupMessage) -> bool:
    return row.started_at is not None and row.finished_at is None


def _work(group: Group, row: GroupMessage) -> dict[str, object]:
    people = row.people or 0
    return {
        "words": STATES[row.state],
        "done": people - _left(row),
        "total": people,
        "poll_url": reverse(ROUTE, args=[group.slug, row.public_id]),
    }


def _shown(
    request: HttpRequest, actor: Actor, group: Group, row: GroupMessage, form: DeskForm
) -> HttpResponse:
    is_open = row.started_at is None
    facts = {
        "group": group,
        "row": row,
        "form": form,
        "words": STATES[row.state],
        "whom": whom_words(row),
        "preview": preview_of(row.text),
        "is_draft": row.state == GroupMessageState.DRAFT,
        "people": recipient_count(message=row, actor=actor) if is_open else row.people,
        "is_open": is_open,
        "left": _left(row),
        "is_at_work": _is_at_work(row),
        "work": _work(group, row),
        "may_cancel": row.state in CANCELLABLE,
    }
    return desk_render(
        request, actor, "desk/messages/message.html", facts, section=SECTION, status=form.status
    )
