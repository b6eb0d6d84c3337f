"""The places that a campaign pursues: the list, a new one, and moving one from stage to stage."""

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign.models import Campaign, Locality, LocalityKind, Stage
from campaign.policies import is_lead, may_move_locality
from campaign.selectors.campaign import get_worked_on
from campaign.selectors.locality import get_locality
from campaign.selectors.partner import active_groups
from campaign.services.locality import add_locality, move_locality
from core.actors import Actor
from core.errors import Forbidden, MusterError
from groups.models import Group
from groups.selectors.staff import standing_of
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, Input, date_in, number_in, one_of, optional_in, required_in
from pages.desk_frame import desk_render, done
from pages.desk_words import LOCALITY_KINDS, STAGES, choices
from pages.keyset import pk_page

LONGEST_SLUG = 60
LONGEST_BODY = 120
PAGE = 50


@require_safe
@desk_page
def localities(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Each place with its stage; for everyone who works on the campaign."""
    row = get_worked_on(slug=slug, actor=actor)
    standing = standing_of(actor)
    places = Locality.objects.filter(campaign=row).select_related("group", "campaign")
    page = pk_page(request, places, size=PAGE)
    facts = {
        "campaign": row,
        "leads": is_lead(standing, row),
        "page": page,
        "localities": [
            (one, STAGES[one.stage], LOCALITY_KINDS[one.kind], may_move_locality(standing, one))
            for one in page.rows
        ],
    }
    return desk_render(request, actor, "desk/localities.html", facts, section="campaigns")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def new_locality(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """A form for the coalition lead."""
    row = get_worked_on(slug=slug, actor=actor)
    if not is_lead(standing_of(actor), row):
        raise Forbidden(_("Localities are added by the coalition lead."))
    groups = list(active_groups(row))
    form = DeskForm({"kind": LocalityKind.CITY, "stage": Stage.LATER})
    if request.method == "POST":
        try:
            _add(request, row, groups, actor)
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            return done(request, _("The place is added."), "desk-localities", slug)
    facts = {"campaign": row, "form": form, "inputs": _new_inputs(form, groups)}
    return desk_render(
        request, actor, "desk/locality_new.html", facts, section="campaigns", status=form.status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def locality(request: HttpRequest, actor: Actor, slug: str, locality: str) -> HttpResponse:
    """One place and the way it came; the lead and the local group's planners move it on."""
    row = get_worked_on(slug=slug, actor=actor)
    place = get_locality(campaign=row, slug=locality)
    may_move = may_move_locality(standing_of(actor), place)
    form = DeskForm({"stage": place.stage, "stage_on": place.stage_on, "version": place.version})
    if request.method == "POST":
        try:
            move_locality(
                locality=place,
                stage=Stage(one_of(request.POST, "stage", Stage.values)),
                stage_on=date_in(request.POST, "stage_on"),
                version=number_in(request.POST, "version"),
                actor=actor,
            )
        except Forbidden:
            raise
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            return done(request, _("The stage is set."), "desk-localities", slug)
    facts = {
        "campaign": row,
        "locality": place,
        "may_move": may_move,
        "form": form,
        "inputs": _stage_inputs(form),
        "version": form.input("version", "").value,
        "steps": [(step, STAGES[step.stage]) for step in place.steps.all()],
    }
    return desk_render(
        request, actor, "desk/locality.html", facts, section="campaigns", status=form.status
    )


def _add(request: HttpRequest, row: Campaign, groups: list[Group], actor: Actor) -> None:
    typed = request.POST
    texts = required_in(typed, name=80, region=40) | optional_in(typed, body=LONGEST_BODY)
    group = one_of(typed, "group", ["", *[group.slug for group in groups]])
    add_locality(
        campaign=row,
        slug=slugify(f"{texts['name']} {texts['region']}")[:LONGEST_SLUG].strip("-"),
        kind=LocalityKind(one_of(typed, "kind", LocalityKind.values)),
        group=next((one for one in groups if one.slug == group), None),
        stage=Stage(one_of(typed, "stage", Stage.values)),
        stage_on=date_in(typed, "stage_on"),
        actor=actor,
        **texts,
    )


def _stage_inputs(form: DeskForm) -> list[Input]:
    hint = _("The day of this stage: adopted on, votes on.")
    return [
        form.input("stage", _("Stage"), kind="select", choices=choices(STAGES)),
        form.input("stage_on", _("Day"), kind="date", required=False, hint=hint),
    ]


def _new_inputs(form: DeskForm, groups: list[Group]) -> list[Input]:
    none = ("", _("No local group"))
    names = [none, *[(group.slug, group.name) for group in groups]]
    return [
        form.input("kind", _("Kind"), kind="select", choices=choices(LOCALITY_KINDS)),
        form.input("name", _("Name"), maxlength=80),
        form.input(
            "region", _("State"), maxlength=40, hint=_("In the US the state’s two letters.")
        ),
        form.input(
            "body",
            _("Who decides there"),
            maxlength=LONGEST_BODY,
            required=False,
            hint=_("For example: the city council."),
        ),
        form.input("group", _("Local group"), kind="select", required=False, choices=names),
        *_stage_inputs(form),
    ]
