"""Making a petition, changing it, opening and closing it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaign.models import Partner
from campaign.selectors.partner import partnerships_of
from core.actors import Actor
from core.errors import Forbidden, MusterError, NotFound
from core.markdown import render_markdown
from groups.models import Role
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, number_in, one_of, previewed
from pages.desk_frame import desk_render, done, groups_of
from pages.desk_petition import DeskPetition, find
from pages.petition_form import (
    LONGEST_TEXT,
    NEW,
    new_inputs,
    place_of,
    read_petition,
    read_settings,
    rule_inputs,
    suggested_slug,
    text_inputs,
    typed_of,
)
from petitions.models import Petition, PetitionState
from petitions.policies import may_change_petition
from petitions.services.petition import (
    close_petition,
    create_petition,
    open_petition,
    update_petition,
)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def new_petition(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A form for planners of a group that takes part in a campaign. Raises NotFound for others."""
    groups = groups_of(actor, Role.ORGANIZER, Role.COORDINATOR)
    if not groups:
        raise NotFound
    places = list(partnerships_of([group.pk for group in groups]))
    form = DeskForm({**NEW, "place": request.GET.get("campaign", "")})
    if request.method == "POST":
        form = previewed(DeskForm(_with_slug(request)), longest=LONGEST_TEXT)
        if "preview" not in request.POST:
            try:
                made = _create(form.typed, places, actor)
            except MusterError as error:
                form = DeskForm(form.typed, error)
            else:
                words = _("The draft is saved. Read it once more, then open it.")
                return done(request, words, "desk-petition", made.slug)
    facts = {
        "form": form,
        "has_places": bool(places),
        "parts": [new_inputs(form, places), rule_inputs(form)],
        **_preview(request),
    }
    return desk_render(
        request, actor, "desk/petition/new.html", facts, section="petitions", status=form.status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def edit_petition(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """What may still be changed, of the version that was read. For its planners and the lead."""
    found = _changeable(slug, actor)
    row = found.petition
    is_draft = row.state == PetitionState.DRAFT
    form = DeskForm(typed_of(row))
    if request.method == "POST":
        form = previewed(DeskForm(request.POST), longest=LONGEST_TEXT)
        if "preview" not in request.POST:
            try:
                update_petition(
                    petition=row,
                    changes=(read_petition if is_draft else read_settings)(request.POST),
                    version=number_in(request.POST, "version"),
                    actor=actor,
                )
            except MusterError as error:
                form = DeskForm(request.POST, error)
            else:
                return done(request, _("The petition is changed."), "desk-petition", slug)
    facts = {
        **found.facts("desk-petition"),
        "form": form,
        "is_draft": is_draft,
        "parts": [text_inputs(form) if is_draft else [], rule_inputs(form, row)],
        "version": form.input("version", "").value,
        "text": render_markdown(row.text),
        **_preview(request),
    }
    return desk_render(
        request, actor, "desk/petition/edit.html", facts, section="petitions", status=form.status
    )


@require_POST
@desk_page
def open_it(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """People may sign from now on."""
    found = _changeable(slug, actor)
    open_petition(petition=found.petition, actor=actor)
    return done(request, _("The petition is open: people can sign."), "desk-petition", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def close_it(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Asks before nobody may sign any more."""
    found = _changeable(slug, actor)
    if request.method == "POST":
        close_petition(petition=found.petition, actor=actor)
        return done(request, _("The petition is closed."), "desk-petition", slug)
    facts = found.facts("desk-petition")
    return desk_render(request, actor, "desk/petition/close.html", facts, section="petitions")


def _changeable(slug: str, actor: Actor) -> DeskPetition:
    """Raises NotFound, and Forbidden for those who may see the petition only."""
    found = find(slug=slug, actor=actor)
    if not may_change_petition(found.standing, found.petition):
        raise Forbidden(_("Only organizers and coordinators of its group or the lead change it."))
    return found


def _with_slug(request: HttpRequest) -> Any:
    """What was typed, with an address where none was."""
    typed = request.POST.copy()
    if not typed.get("slug", "").strip():
        typed["slug"] = suggested_slug(typed.get("title", ""))
    return typed


def _create(typed: Any, places: list[Partner], actor: Actor) -> Petition:
    by_value = {place_of(one): one for one in places}
    place = by_value[one_of(typed, "place", by_value)]
    return create_petition(
        slug=typed["slug"].strip(),
        campaign=place.campaign,
        group=place.group,
        actor=actor,
        **read_petition(typed),
    )


def _preview(request: HttpRequest) -> dict[str, Any]:
    """The text as the page would show it, where that was asked for."""
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    if "preview" not in request.POST or len(text) > LONGEST_TEXT:
        return {}
    return {
        "preview": render_markdown(text),
        "preview_title": request.POST.get("title", ""),
        "address": f"{settings.PUBLIC_URL}/p/",
    }
