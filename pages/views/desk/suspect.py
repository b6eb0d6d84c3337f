"""Signatures that may be no person's: why, through whom, and the decision to keep or exclude."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import Forbidden, Invalid, MusterError, NotFound
from core.small_counts import shown_count
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, one_of
from pages.desk_frame import desk_render, done
from pages.desk_petition import DeskPetition, find
from pages.keyset import keyset_page
from pages.petition_words import SUSPICIONS
from petitions.models import Verdict
from petitions.models.suspect_proposal import LONGEST_NOTE
from petitions.selectors.suspect_signature import (
    SuspectCount,
    judged_sources,
    masked_suspects,
    open_suspects,
    suspect_counts,
)
from petitions.services.suspect_proposal import propose_about_suspects
from petitions.services.suspect_signature import (
    AT_ONCE,
    Decided,
    decide_all_suspects,
    decide_suspects,
)

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def suspects(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Counts for the staff of the groups; who decides sees the people masked. POST decides about
    those that were marked."""
    found = find(slug=slug, actor=actor)
    counts = suspect_counts(petition=found.petition, actor=actor)
    sources = judged_sources(petition=found.petition, actor=actor)
    form = DeskForm()
    if request.method == "POST":
        try:
            return _decide_marked(request, found, actor)
        except Invalid as error:
            form = DeskForm(request.POST, error)
    page = keyset_page(
        request,
        open_suspects(found.petition, sources),
        "received_at",
        _aware,
        size=PAGE,
        is_descending=True,
        read_pk=UUID,
    )
    facts = {
        **found.facts("desk-suspects"),
        "form": form,
        "counts": [_line(one) for one in counts],
        "decides": bool(sources),
        "proposes": any(one.may_propose for one in counts),
        "rows": [
            (one, SUSPICIONS.get(one.reason, one.reason))
            for one in masked_suspects(found.petition, page.rows)
        ],
        "next_url": page.next_url,
        "previous_url": page.first_url,
    }
    return desk_render(
        request, actor, "desk/petition/suspects.html", facts, section="petitions",
        status=form.status,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def all_suspects(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Asks before all of one reason and source are decided about, as many as had come by then."""
    found = find(slug=slug, actor=actor)
    fields = request.POST if request.method == "POST" else request.GET
    wanted = _wanted(found, fields, actor)
    verdict = Verdict(one_of(fields, "verdict", Verdict))
    if request.method == "POST":
        decided = decide_all_suspects(
            petition=found.petition,
            reason=wanted.reason,
            source_id=wanted.source_id,
            until=_moment(fields.get("until", "")),
            verdict=verdict,
            actor=actor,
        )
        return done(request, _words(decided), "desk-suspects", slug)
    facts = {
        **found.facts("desk-suspects"),
        "wanted": _line(wanted),
        "excludes": verdict is Verdict.EXCLUDE,
        "verdict": verdict.value,
        "until": timezone.now().isoformat(),
        "at_once": AT_ONCE,
        "goes_on": wanted.n > AT_ONCE,
    }
    return desk_render(
        request, actor, "desk/petition/suspects_all.html", facts, section="petitions"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def propose_suspects(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Who does not decide says what should become of all of one reason and source."""
    found = find(slug=slug, actor=actor)
    fields = request.POST if request.method == "POST" else request.GET
    wanted = _proposable(found, fields, actor)
    verdict = Verdict(one_of(fields, "verdict", Verdict))
    form = DeskForm({"note": wanted.proposal.note} if wanted.proposal else {})
    if request.method == "POST":
        form = DeskForm(request.POST)
        try:
            propose_about_suspects(
                petition=found.petition,
                reason=wanted.reason,
                source_id=wanted.source_id,
                verdict=verdict,
                note=request.POST.get("note", ""),
                actor=actor,
            )
            return done(request, _("Your proposal is noted."), "desk-suspects", slug)
        except Invalid as error:
            form = DeskForm(request.POST, error)
    note = form.input(
        "note",
        _("Why do you think so?"),
        kind="textarea",
        required=False,
        maxlength=LONGEST_NOTE,
        hint=_("Without names and addresses of people."),
    )
    facts = {
        **found.facts("desk-suspects"),
        "wanted": _line(wanted),
        "excludes": verdict is Verdict.EXCLUDE,
        "verdict": verdict.value,
        "form": form,
        "note": note,
    }
    return desk_render(
        request, actor, "desk/petition/suspects_propose.html", facts, section="petitions",
        status=form.status,
    )  # fmt: skip


def _proposable(found: DeskPetition, fields: Mapping[str, Any], actor: Actor) -> SuspectCount:
    """The line of the table that is meant. Raises NotFound for one that is not there (any more),
    Forbidden for who does not propose about it."""
    one = _counted(found, fields, actor)
    if one is None:
        raise NotFound(_("Nothing like that waits for a decision."))
    if not one.may_propose:
        raise Forbidden(_("Staff of the group that these came through propose this."))
    return one


def _counted(found: DeskPetition, fields: Mapping[str, Any], actor: Actor) -> SuspectCount | None:
    reason, source = str(fields.get("reason", "")), str(fields.get("source", ""))
    counts = suspect_counts(petition=found.petition, actor=actor)
    same = (one for one in counts if one.reason == reason and str(one.source_id) == source)
    return next(same, None)


def _decide_marked(request: HttpRequest, found: DeskPetition, actor: Actor) -> HttpResponse:
    """Excluding cannot be taken back, so it is asked about first. Raises Invalid, Forbidden."""
    ids = _marked(request)
    verdict = Verdict(one_of(request.POST, "verdict", Verdict))
    sources = judged_sources(petition=found.petition, actor=actor)
    if sources and verdict is Verdict.EXCLUDE and "sure" not in request.POST:
        facts = {**found.facts("desk-suspects"), "ids": ids}
        page = "desk/petition/suspects_marked.html"
        return desk_render(request, actor, page, facts, section="petitions")
    decided = decide_suspects(petition=found.petition, ids=ids, verdict=verdict, actor=actor)
    return done(request, _words(decided), "desk-suspects", found.petition.slug)


def _wanted(found: DeskPetition, fields: Mapping[str, Any], actor: Actor) -> SuspectCount:
    """The line of the table that is meant; with nothing left in it, if all were decided.

    Raises NotFound for a source that is not one's own, Forbidden for who sees counts alone.
    """
    one = _counted(found, fields, actor)
    if one is not None and not one.may_decide:
        raise Forbidden
    if one is not None:
        return one
    reason, source = str(fields.get("reason", "")), str(fields.get("source", ""))
    sources = judged_sources(petition=found.petition, actor=actor)
    if reason not in SUSPICIONS or source not in {str(pk) for pk in sources}:
        raise NotFound
    return SuspectCount(reason, int(source), "", 0, may_decide=True)


def _line(one: SuspectCount) -> dict[str, Any]:
    return {
        "reason": one.reason,
        "words": SUSPICIONS.get(one.reason, one.reason),
        "source_id": one.source_id,
        "source": one.source,
        "shown": shown_count(one.n),
        "may_decide": one.may_decide,
        "may_propose": one.may_propose,
        "may_know_who": one.may_know_who,
        "proposal": one.proposal,
    }


def _marked(request: HttpRequest) -> list[UUID]:
    """The rows that were marked. Raises Invalid for none."""
    ids = request.POST.getlist("id")[:PAGE]
    if not ids:
        raise Invalid.field("id", "required", _("Mark at least one signature."))
    return _ids(ids)


def _ids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError as error:
        raise _changed_on_its_way() from error


def _moment(text: str) -> datetime:
    try:
        return _aware(text)
    except ValueError as error:
        raise _changed_on_its_way() from error


def _aware(text: str) -> datetime:
    """A moment with its zone. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _changed_on_its_way() -> MusterError:
    return Invalid(_("The form was changed on its way. Go back and try again."))


def _words(decided: Decided) -> str:
    if not decided.done:
        return _("Somebody had decided about these already. Nothing changed.")
    return ngettext(
        "%(n)d signature is decided.", "%(n)d signatures are decided.", decided.done
    ) % {"n": decided.done}
