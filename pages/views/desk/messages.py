"""What a group writes to its members: all of it, and the form in which it is written."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.actors import Actor
from core.errors import MusterError, PreconditionFailed
from groups.models import Group, GroupMessage, GroupMessageState
from groups.models.group_message import TEXT_LENGTH
from groups.selectors.group import get_group
from groups.selectors.group_message import get_message, messages_of, recipients
from groups.services.group_message import change_message, require_writer, write_message
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, number_in, previewed
from pages.desk_frame import desk_render, done, groups_of
from pages.message_fields import (
    fields_of,
    message_data,
    message_inputs,
    preview_of,
    whom_words,
)
from pages.message_words import STATES

PAGE = 25
SECTION = "messages"


@require_safe
@desk_page
def messages(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Chooses the group; goes straight to the only one. For everyone who is signed in."""
    groups = groups_of(actor)
    if len(groups) == 1:
        return HttpResponseRedirect(reverse("desk-group-messages", args=[groups[0].slug]))
    facts = {"groups": groups}
    return desk_render(request, actor, "desk/messages/groups.html", facts, section=SECTION)


@require_safe
@desk_page
def group_messages(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """The group's messages, the latest first, for its staff. Raises NotFound, Forbidden."""
    group = get_group(slug=slug, actor=actor)
    rows = messages_of(group=group, actor=actor)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    facts = {
        "group": group,
        "rows": [(row, STATES[row.state], whom_words(row)) for row in found[:PAGE]],
        "next_url": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
    }
    return desk_render(request, actor, "desk/messages/list.html", facts, section=SECTION)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def message_new(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Writes a draft, or shows what it would look like. For all staff of the group."""
    group = get_group(slug=slug, actor=actor)
    require_writer(group=group, actor=actor)
    form = DeskForm(message_data(request.GET.dict()))
    if request.method == "POST":
        form = previewed(DeskForm(request.POST), longest=TEXT_LENGTH)
        if request.POST.get("act") != "preview":
            try:
                data = message_data(request.POST.dict())
                row = write_message(group=group, data=data, actor=actor)
            except MusterError as error:
                form = DeskForm(request.POST, error)
            else:
                words = _("The draft is kept. Nothing is sent yet.")
                return done(request, words, "desk-message", group.slug, row.public_id)
    return _written(request, actor, group, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def message_edit(request: HttpRequest, actor: Actor, slug: str, public_id: UUID) -> HttpResponse:
    """Writes a draft anew. What somebody else changed meanwhile is shown beside what was typed."""
    group = get_group(slug=slug, actor=actor)
    row = get_message(group=group, public_id=public_id, actor=actor)
    if row.state != GroupMessageState.DRAFT and request.method != "POST":
        return HttpResponseRedirect(reverse("desk-message", args=[group.slug, public_id]))
    form = DeskForm(fields_of(row))
    if request.method == "POST":
        form = previewed(DeskForm(request.POST), longest=TEXT_LENGTH)
        if request.POST.get("act") != "preview":
            try:
                _change(request, actor, row)
            except MusterError as error:
                row.refresh_from_db()
                form = DeskForm(request.POST, error)
            else:
                words = _("The draft is changed.")
                return done(request, words, "desk-message", group.slug, public_id)
    return _written(request, actor, group, form, row)


def _change(request: HttpRequest, actor: Actor, row: GroupMessage) -> None:
    change_message(
        message=row,
        data=message_data(request.POST.dict()),
        version=number_in(request.POST, "version"),
        actor=actor,
    )


def _written(
    request: HttpRequest, actor: Actor, group: Group, form: DeskForm, row: GroupMessage | None
) -> HttpResponse:
    whom, what = message_inputs(form, group)
    facts: dict[str, Any] = {"group": group, "row": row, "form": form, "whom": whom, "what": what}
    is_conflict = isinstance(form.refusal, PreconditionFailed)
    if row is not None:
        is_first = request.method != "POST" or is_conflict
        facts["version"] = row.version if is_first else request.POST.get("version", "")
        facts["theirs"] = fields_of(row) if is_conflict else None
    if request.method == "POST":
        data = message_data(request.POST.dict())
        unsaved = GroupMessage(
            group=group, **{name: data[name] for name in ("region", "city", "tag")}
        )
        facts |= {
            "preview": preview_of(data["text"]) if len(data["text"]) <= TEXT_LENGTH else "",
            "subject": data["subject"],
            "people": 0 if "\0" in "".join(data.values()) else recipients(unsaved).count(),
        }
    return desk_render(
        request, actor, "desk/messages/write.html", facts, section=SECTION, status=form.status
    )
