"""A steward writes: adds one person by hand, or changes what the list says of one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import Invalid, MusterError, PreconditionFailed
from groups.models import Group, Member
from groups.selectors.member import get_member
from groups.services.member import add_member, update_member
from groups.services.member_agreement import HandAgreement, Way, add_agreed_member
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, Input, date_in, number_in, one_of
from pages.desk_frame import done
from pages.desk_members import members_render, stewards_group
from pages.desk_words import choices
from pages.member_inputs import differences, fields_of, member_inputs, typed_fields
from pages.member_words import WAYS
from pages.views.desk.member import name_of

NO = "no"
TONGUES = (("en", "English"), ("es", "Español"))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def member_new(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Adds somebody, with what they agreed to and how. Raises NotFound, Forbidden."""
    group = stewards_group(slug, actor)
    form = DeskForm({"agreed_on": timezone.now().date().isoformat(), "wording_language": "en"})
    if request.method == "POST":
        try:
            row = _add(request, actor, group)
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            return done(request, _("They are on the list."), "desk-member", group.slug, row.pk)
    facts = {"form": form, "inputs": member_inputs(form), "agreement": _agreement_inputs(form)}
    return members_render(request, actor, "new.html", facts, group=group, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def member_edit(request: HttpRequest, actor: Actor, slug: str, member_id: UUID) -> HttpResponse:
    """Changes one member. What another steward changed meanwhile is shown beside what was typed."""
    group = stewards_group(slug, actor)
    if request.method == "POST":
        try:
            row = _change(request, actor, group, member_id)
        except PreconditionFailed:
            return _conflicting(request, actor, group, member_id)
        except MusterError as error:
            return _edited(request, actor, group, member_id, error)
        return done(request, _("The changes are saved."), "desk-member", group.slug, row.pk)
    return _edited(request, actor, group, member_id, None)


def _add(request: HttpRequest, actor: Actor, group: Group) -> Member:
    data = typed_fields(request.POST.dict())
    way = one_of(request.POST, "way", [NO, *WAYS])
    if way == NO:
        return add_member(group=group, data=data, actor=actor)
    day = date_in(request.POST, "agreed_on")
    if day is None:
        raise Invalid.field("agreed_on", "required", _("Name the day on which they agreed."))
    agreed = HandAgreement(
        way=Way(way),
        text=request.POST.get("wording", "").replace("\r\n", "\n"),
        day=day,
        language=one_of(request.POST, "wording_language", [code for code, _words in TONGUES]),
    )
    return add_agreed_member(group=group, data=data, agreed=agreed, actor=actor)


def _agreement_inputs(form: DeskForm) -> list[Input]:
    ways = [*choices(WAYS), (NO, _("They did not: no mail goes to them"))]
    return [
        form.input(
            "way", _("How did they agree to hear from the group?"), kind="radios", choices=ways
        ),
        form.input(
            "wording",
            _("What they agreed to, word for word"),
            kind="textarea",
            hint=_("As it stood on the form or was said. No names here: others read it as well."),
            required=False,
            maxlength=500,
        ),
        form.input("wording_language", _("In which language"), kind="select", choices=TONGUES),
        form.input("agreed_on", _("On which day"), kind="date", required=False),
    ]


def _change(request: HttpRequest, actor: Actor, group: Group, member_id: UUID) -> Member:
    """A field that was left to the other's version, on the page of a conflict, is not sent."""
    left = {name for name in request.POST if request.POST.get(f"take-{name}") == "theirs"}
    typed = typed_fields(request.POST.dict())
    return update_member(
        group=group,
        member_id=member_id,
        changes={name: text for name, text in typed.items() if name not in left},
        version=number_in(request.POST, "version"),
        actor=actor,
    )


def _edited(
    request: HttpRequest, actor: Actor, group: Group, member_id: UUID, error: MusterError | None
) -> HttpResponse:
    row = get_member(group=group, member_id=member_id, actor=actor).row
    form = DeskForm(fields_of(row)) if error is None else DeskForm(request.POST, error)
    facts = {
        "row": row,
        "name": name_of(row),
        "form": form,
        "inputs": member_inputs(form),
        # What was read first: a second try must not write over what came between.
        "version": row.version if error is None else request.POST.get("version", ""),
    }
    return members_render(request, actor, "edit.html", facts, group=group, status=form.status)


def _conflicting(request: HttpRequest, actor: Actor, group: Group, member_id: UUID) -> HttpResponse:
    row = get_member(group=group, member_id=member_id, actor=actor).row
    typed = typed_fields(request.POST.dict())
    differing = differences(fields_of(row), typed)
    names = {one.name for one in differing}
    facts = {
        "row": row,
        "name": name_of(row),
        "differing": differing,
        "same": [(name, text) for name, text in typed.items() if name not in names],
    }
    status = PreconditionFailed.status
    return members_render(request, actor, "conflict.html", facts, group=group, status=status)
