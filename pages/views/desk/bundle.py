"""Bundles of a petition: asked for, followed, and all that there is to know of one."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.actors import Actor
from core.errors import Invalid, MusterError, NotFound
from core.models.duty import DutyState
from groups.selectors.staff import standing_of
from pages.bundle_steps import BundleFacts, next_words, steps_of
from pages.charts.waterfall import waterfall_bars
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, Input, number_in, one_of
from pages.desk_frame import desk_render, done
from pages.desk_petition import DeskPetition, find
from pages.desk_words import choices
from pages.import_words import stopped_words
from pages.petition_words import BUNDLE_STAGES, HANDED_OVER, SPLITS
from petitions.bundle_files.manifest import grouped
from petitions.models import Bundle, BundleCheck, BundleState, Delivery, Split
from petitions.policies import may_build_bundle, may_record_delivery, may_request_bundle
from petitions.selectors.bundle import (
    bundles_of,
    earlier_bundle,
    get_bundle,
    gone_since_seal,
    latest_check,
    sealed_bundles,
)
from petitions.services.bundle import SplitRule, parse_split, request_bundle

PAGE = 30
MOST_EARLIER = 20
AT_WORK = frozenset({BundleState.SEALING, BundleState.SEALED, BundleState.BUILDING})
CHECKED_LATER = (DutyState.PENDING, DutyState.RUNNING)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def bundles(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """The petition's bundles, and a form that asks for one: for staff of its group and the lead's.

    Raises NotFound for others.
    """
    found = find(slug=slug, actor=actor)
    if not may_request_bundle(found.standing, found.petition):
        raise NotFound(_("There is no such petition."), code="petition.unknown")
    form = DeskForm({"split": Split.NONE, "per_part": "1000", "since": ""})
    if request.method == "POST":
        try:
            made = _ask(request, found, actor)
        except MusterError as error:
            if error.code == "bundle.number":
                return done(request, _("A bundle was just asked for."), "desk-bundles", slug)
            form = DeskForm(request.POST, error)
        else:
            return done(request, _("The bundle is asked for."), "desk-bundle", made.public_id)
    handed_over = Exists(Delivery.objects.filter(bundle=OuterRef("pk")))
    listed_rows = bundles_of(petition=found.petition, actor=actor).annotate(is_over=handed_over)
    rows = listed_rows.order_by("-number")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 10:
        rows = rows.filter(number__lt=int(before))
    listed = list(rows[: PAGE + 1])
    facts = {
        **found.facts("desk-bundles"),
        "form": form,
        "inputs": _inputs(form, found),
        "number": found.petition.bundles.count() + 1,
        "may_build": may_build_bundle(found.standing, found.petition),
        "rows": [(row, _stage_words(row, is_over=row.is_over)) for row in listed[:PAGE]],
        "next_url": f"?before={listed[PAGE - 1].number}" if len(listed) > PAGE else "",
        "previous_url": reverse("desk-bundles", args=[slug]) if before else "",
    }
    return desk_render(
        request, actor, "desk/bundles/list.html", facts, section="petitions", status=form.status
    )


@require_safe
@desk_page
def one_bundle(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """One bundle, and what comes next. For staff of the petition's group and the lead's."""
    row = get_bundle(public_id=public_id, actor=actor)
    found = find(slug=row.petition.slug, actor=actor)
    facts = {**found.facts("desk-bundles"), **_facts(row, actor, found)}
    return desk_render(request, actor, "desk/bundles/page.html", facts, section="petitions")


@require_safe
@desk_page
def progress(request: HttpRequest, actor: Actor, public_id: UUID) -> HttpResponse:
    """How far it is, alone; once it is at rest, the whole page is asked for again."""
    row = get_bundle(public_id=public_id, actor=actor)
    work = _work(row, latest_check(row))
    if work is None:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return desk_render(request, actor, "desk/parts/work.html", work, section="petitions")


def facts_of(row: Bundle, actor: Actor) -> BundleFacts:
    """What the steps of a bundle follow from."""
    standing = standing_of(actor)
    return BundleFacts(
        bundle=row,
        check=latest_check(row),
        delivery=row.deliveries.order_by("delivered_at").first(),
        may_build=may_build_bundle(standing, row.petition),
        may_deliver=may_record_delivery(standing, row.petition),
        asked_for_it=row.requested_by_id == actor.user_id,
    )


def _ask(request: HttpRequest, found: DeskPetition, actor: Actor) -> Bundle:
    since = request.POST.get("since", "")
    return request_bundle(
        petition=found.petition,
        rule=_rule_in(request),
        since=earlier_bundle(petition=found.petition, name=since) if since else None,
        number=number_in(request.POST, "number"),
        actor=actor,
    )


def _rule_in(request: HttpRequest) -> SplitRule:
    split = one_of(request.POST, "split", SPLITS)
    if split != Split.COUNT:
        return parse_split(split)
    try:
        return parse_split(f"count:{request.POST.get('per_part', '').strip()}")
    except Invalid as error:
        words = _("Write how many signatures a part has, as 1000.")
        raise Invalid.field("per_part", "invalid", words) from error


def _inputs(form: DeskForm, found: DeskPetition) -> list[Input]:
    earlier = [
        (str(row.public_id), _("Only who is not in bundle %(number)d or one that it follows")
         % {"number": row.number})
        for row in sealed_bundles(found.petition)[:MOST_EARLIER]
    ]  # fmt: skip
    return [
        form.input("since", _("Who is in"), kind="select", required=False,
                   choices=[("", _("Everyone who counts when it is sealed")), *earlier]),
        form.input("split", _("How it is divided"), kind="radios", choices=choices(SPLITS)),
        form.input("per_part", _("Signatures in a part"), kind="number", required=False,
                   hint=_("Only for parts of a fixed number.")),
    ]  # fmt: skip


def _stage_words(row: Bundle, *, is_over: bool) -> Promise:
    return HANDED_OVER if is_over and row.stage == BundleState.READY else BUNDLE_STAGES[row.stage]


def _facts(row: Bundle, actor: Actor, found: DeskPetition) -> dict[str, Any]:
    known = facts_of(row, actor)
    stage, check = row.stage, known.check
    waits = stage == BundleState.REQUESTED
    return {
        "bundle": row,
        "stage": stage,
        "stage_words": _stage_words(row, is_over=known.delivery is not None),
        "split": SPLITS[row.split],
        "steps": steps_of(known),
        "next": next_words(known),
        "known": known,
        "gone": gone_since_seal(row) if row.sealed_at and not known.delivery else 0,
        "check": check if known.is_checked else None,
        "check_failed": check is not None and check.state == DutyState.FAILED,
        "work": _work(row, check),
        "may_approve": waits and known.may_build and not known.asked_for_it,
        "may_drop": waits and (known.may_build or known.asked_for_it),
        "stopped": stopped_words(row.last_error) if stage == BundleState.FAILED else "",
        "bars": waterfall_bars(row.waterfall) if row.waterfall else [],
        "files": (row.manifest or {}).get("files", [])[:MOST_EARLIER],
        "more_files": max(len((row.manifest or {}).get("files", [])) - MOST_EARLIER, 0),
        "fingerprint": grouped(check.key) if known.is_checked and check else "",
        "proof_url": f"{settings.PUBLIC_URL}{reverse('bundle-manifest', args=[row.public_id])}",
        "deliveries": row.deliveries.select_related("recorded_by").order_by("-delivered_at")[:20],
    }


def _work(row: Bundle, check: BundleCheck | None) -> dict[str, Any] | None:
    """The progress bar; None while nobody works on it."""
    checking = row.stage == BundleState.READY and check is not None and check.state in CHECKED_LATER
    if row.stage not in AT_WORK and not checking:
        return None
    words = {
        BundleState.SEALING: _("It is being decided who is in."),
        BundleState.READY: _("The bundle is being checked."),
    }.get(row.stage, _("The pages of names are being drawn."))
    is_built_now = row.stage in (BundleState.SEALED, BundleState.BUILDING)
    return {
        "words": words,
        "done": row.done_entries,
        "total": row.signatures if is_built_now else 0,
        "poll_url": reverse("desk-bundle-progress", args=[row.public_id]),
    }
