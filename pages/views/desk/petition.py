"""How a petition stands: live figures, when, where, through whom; and the counts as a file."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.actors import Actor
from core.errors import Forbidden, NotFound
from pages.charts.days import day_chart
from pages.charts.states import state_tiles
from pages.charts.waterfall import waterfall_bars
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render
from pages.desk_petition import DeskPetition, find
from petitions.goal import next_goal
from petitions.models import Petition, PetitionState
from petitions.policies import may_see_all_counts
from petitions.selectors.source import names_of_groups
from petitions.selectors.tally_in_brief import (
    TallyInBrief,
    live_waterfall,
    signed_today,
    tally_in_brief,
)
from petitions.services.counts_export import WRITERS, export_counts
from petitions.small_cells import Shown
from petitions.waterfall import Waterfall
from places.us_states import US_STATES

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
}
UNKNOWN = "unknown"


@require_safe
@desk_page
def petition(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """For the staff of the coalition's groups: each sees the parts of their own groups."""
    found = find(slug=slug, actor=actor)
    tally = tally_in_brief(petition=found.petition, actor=actor)
    facts = {
        **found.facts("desk-petition"),
        **_live(found.petition, tally.total),
        **_parts(found, tally),
        "sees_all": tally.sees_all,
        "groups": [group.name for group in found.own_partners],
        "public_url": f"{settings.PUBLIC_URL}/p/{slug}/",
        "next": _next_words(found),
        "files": [
            (ending, reverse("desk-petition-counts", args=[slug, ending]))
            for ending in CONTENT_TYPES
        ]
        if tally.sees_all
        else [],
    }
    return desk_render(request, actor, "desk/petition/page.html", facts, section="petitions")


@require_safe
@desk_page
def figures(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """The part of the page that changes all the time, alone."""
    found = find(slug=slug, actor=actor)
    facts = {"petition": found.petition, **_live(found.petition, live_waterfall(found.petition))}
    return desk_render(request, actor, "desk/petition/figures.html", facts, section="petitions")


@require_safe
@desk_page
def counts_file(request: HttpRequest, actor: Actor, slug: str, ending: str) -> HttpResponse:
    """All counts of the petition as a file: for those who see the counts of all partners."""
    found = find(slug=slug, actor=actor)
    if f".{ending}" not in WRITERS:
        raise NotFound
    if not may_see_all_counts(found.standing, found.petition):
        raise Forbidden(_("The counts of all partners are for the group that leads."))
    name = f"{slug}-{timezone.now():%Y-%m-%d}.{ending}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    if request.method == "HEAD":
        return HttpResponse(content_type=CONTENT_TYPES[ending], headers=headers)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        export_counts(petition=found.petition, path=path)
        return HttpResponse(path.read_bytes(), content_type=CONTENT_TYPES[ending], headers=headers)


def _live(petition: Petition, total: Waterfall) -> dict[str, Any]:
    counted = total["counted"]
    is_open = petition.state == PetitionState.OPEN
    return {
        "total": total,
        "goal": next_goal(counted, first=petition.goal),
        "today": signed_today([petition.pk])[petition.pk],
        "bars": waterfall_bars(total),
        "as_of": timezone.now(),
        "poll_url": reverse("desk-petition-figures", args=[petition.slug]) if is_open else "",
    }


def _parts(found: DeskPetition, tally: TallyInBrief) -> dict[str, Any]:
    counted = {key: shown["counted"] for key, shown in tally.regions.items() if key != UNKNOWN}
    names = names_of_groups(found.petition)
    return {
        "days": day_chart({day: shown["counted"] for day, shown in tally.days.items()}),
        "day_rows": [(date.fromisoformat(day), n) for day, n in _counted(tally.days)[::-1] if n],
        "tiles": state_tiles(counted),
        "state_rows": _by_size([(US_STATES.get(key, key), n) for key, n in counted.items() if n]),
        "placeless": tally.regions.get(UNKNOWN, {}).get("counted", 0),
        "source_rows": [(_named(key, names), shown) for key, shown in tally.sources.items()],
        "overlap": _matrix(tally, names),
        "overlap_at": tally.overlap_at,
    }


def _counted(parts: dict[str, Shown]) -> list[tuple[str, int | str]]:
    return [(key, shown["counted"]) for key, shown in parts.items()]


def _by_size(rows: list[tuple[str, int | str]]) -> list[tuple[str, int | str]]:
    """Largest first; what is hidden comes last, by name."""
    return sorted(rows, key=lambda row: (-row[1] if isinstance(row[1], int) else 1, row[0]))


def _named(key: str, names: dict[str, str]) -> str:
    """A source's key with the group's name."""
    group, _, channel = key.partition("/")
    return f"{names.get(group, group)} · {channel}" if channel else names.get(group, group)


def _matrix(tally: TallyInBrief, names: dict[str, str]) -> dict[str, Any] | None:
    """The overlap as a table: the head, and each row's name with its cells and own column."""
    if tally.overlap is None or not tally.overlap["matrix"]:
        return None
    matrix = tally.overlap["matrix"]
    columns = list(next(iter(matrix.values())))
    return {
        "head": [names.get(key, key) for key in columns],
        "rows": [
            (names.get(key, key), [(row[other], other == key) for other in columns])
            for key, row in matrix.items()
        ],
    }


def _next_words(found: DeskPetition) -> str:
    """What comes next for this petition, in a sentence."""
    return {
        PetitionState.DRAFT: _("Nobody can sign yet. Read it once more, then open it."),
        PetitionState.OPEN: _(
            "People can sign. Share the link of your group, and bring in lists that were collected"
            " elsewhere."
        )
        if found.takes_lists
        else _("People can sign. Share the link of your group."),
        PetitionState.CLOSED: _("Nobody can sign any more. Next: seal a bundle and hand it over."),
        PetitionState.DELIVERED: _("The signatures were handed over. Thank you."),
    }[PetitionState(found.petition.state)]
