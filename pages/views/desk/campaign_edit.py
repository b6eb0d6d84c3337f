"""Starting a campaign and changing its texts: for coordinators of the lead group."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.models.campaign import CampaignState
from campaign.services.campaign import create_campaign, update_campaign
from core.actors import Actor
from core.errors import MusterError, NotFound
from groups.models import Group, Role
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, Input, date_in, number_in, one_of, optional_in, required_in
from pages.desk_frame import desk_render, done, groups_of
from pages.desk_words import CAMPAIGN_STATES, choices
from pages.views.desk.campaign import managed_campaign

LONGEST_STORY = 50_000
NEW_STATES = (str(CampaignState.DRAFT), str(CampaignState.PUBLIC))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def new_campaign(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A form for those who coordinate a group. Raises NotFound for all others."""
    groups = groups_of(actor, Role.COORDINATOR)
    if not groups:
        raise NotFound
    form = DeskForm({"state": CampaignState.DRAFT, "lead": groups[0].slug})
    if request.method == "POST":
        try:
            lead = one_of(request.POST, "lead", [group.slug for group in groups])
            made = create_campaign(
                slug=request.POST.get("slug", "").strip(),
                lead=next(group for group in groups if group.slug == lead),
                state=CampaignState(one_of(request.POST, "state", NEW_STATES)),
                actor=actor,
                **_texts(request.POST),
            )
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            return done(request, _("The campaign is there."), "desk-campaign", made.slug)
    facts = {"form": form, "inputs": _new_inputs(form, groups)}
    return desk_render(
        request, actor, "desk/campaign_new.html", facts, section="campaigns", status=form.status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def edit_campaign(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """The texts, of the version that was read."""
    row = managed_campaign(slug, actor)
    names = ("title", "target", "demand", "story", "starts_on", "ends_on", "version")
    form = DeskForm({name: getattr(row, name) for name in names})
    if request.method == "POST":
        try:
            update_campaign(
                campaign=row,
                changes=_texts(request.POST),
                version=number_in(request.POST, "version"),
                actor=actor,
            )
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            return done(request, _("The campaign is changed."), "desk-campaign", slug)
    facts = {
        "campaign": row,
        "form": form,
        "inputs": _inputs(form),
        "version": form.input("version", "").value,
    }
    return desk_render(
        request, actor, "desk/campaign_edit.html", facts, section="campaigns", status=form.status
    )


def _texts(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, read. Raises Invalid."""
    return {
        **required_in(fields, title=200, target=200, demand=5000),
        **optional_in(fields, story=LONGEST_STORY),
        "starts_on": date_in(fields, "starts_on"),
        "ends_on": date_in(fields, "ends_on"),
    }


def _inputs(form: DeskForm) -> list[Input]:
    return [
        form.input("title", _("Title"), maxlength=200),
        form.input(
            "target", _("To whom"), maxlength=200, hint=_("The person or body who can decide it.")
        ),
        form.input(
            "demand",
            _("The demand"),
            kind="textarea",
            maxlength=5000,
            hint=_("What you ask for, in a sentence or two."),
        ),
        form.input(
            "story",
            _("The story"),
            kind="textarea",
            maxlength=LONGEST_STORY,
            required=False,
            hint=_("Shown on the public page. Markdown makes headings, lists and links."),
        ),
        form.input("starts_on", _("First day"), kind="date", required=False),
        form.input("ends_on", _("Last day"), kind="date", required=False),
    ]


def _new_inputs(form: DeskForm, groups: list[Group]) -> list[Input]:
    states = [choice for choice in choices(CAMPAIGN_STATES) if choice[0] in NEW_STATES]
    return [
        form.input(
            "lead",
            _("Lead group"),
            kind="select",
            choices=[(group.slug, group.name) for group in groups],
        ),
        *_inputs(form),
        form.input(
            "slug",
            _("Web address"),
            maxlength=60,
            hint=_("The last part of the public address: letters a-z, digits and hyphens."),
        ),
        form.input(
            "state",
            _("Who may see it"),
            kind="radios",
            choices=states,
            hint=_("A draft is seen by its partners alone, until you publish it."),
        ),
    ]
