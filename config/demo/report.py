"""What the demo prints: the waterfall, the overlap of the partners and where the bundle is."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from campaign.models import Campaign
from config.demo.day_of_action import DayOfAction
from petitions.models import Petition
from petitions.selectors.overlap import overlap_of_partners

LINES = (
    ("received", "received"),
    ("rejected", "- rejected: no usable identity"),
    ("duplicates", "- duplicates"),
    ("unconfirmed", "- not confirmed yet"),
    ("withdrawn", "- withdrawn"),
    ("invalidated", "- invalidated"),
    ("attested", "  attested by a partner's list"),
    ("confirmed", "  confirmed by the signer"),
    ("counted", "= counted, every person once"),
    ("deliverable", "  of these, with a name that may be shown"),
)


def print_figures(console: Console, figures: Mapping[str, Any]) -> None:
    """The demo's figures as people read them."""
    petition = Petition.objects.select_related("campaign").get(slug=figures["petition"])
    console.print(f"\n[bold]{petition.title}[/bold], to {petition.target}")
    _print_waterfall(console, figures["tally"])
    _print_overlap(console, petition)
    _print_localities(console, petition.campaign)
    _print_action(console, figures["action"])
    bundle = figures["bundle"]
    console.print(
        f"\nbundle of {bundle['signatures']:,} signatures, {bundle['files']} files, verified:\n"
        f"  {bundle['path']}\n  Merkle root {bundle['root']}",
        soft_wrap=True,
    )


def _print_waterfall(console: Console, tally: Mapping[str, int]) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    for name, meaning in LINES:
        style = "bold" if name in ("received", "counted") else ""
        table.add_row(meaning, f"{tally[name]:,}", style=style)
    console.print(table)


def _print_overlap(console: Console, petition: Petition) -> None:
    overlap = overlap_of_partners(petition)
    table = Table(box=None, title="people who came through both", title_justify="left")
    table.add_column("")
    for number in range(1, len(overlap.keys) + 1):
        table.add_column(f"({number})", justify="right")
    for number, key in enumerate(overlap.keys, 1):
        counts = (f"{overlap.matrix[key][other]:,}" for other in overlap.keys)
        table.add_row(f"({number}) {key}", *counts)
    console.print()
    console.print(table)


def _print_localities(console: Console, campaign: Campaign) -> None:
    table = Table(box=None, title="city by city", title_justify="left")
    for heading in ("", "stage", "on"):
        table.add_column(heading)
    for locality in campaign.localities.order_by("pk"):
        table.add_row(
            f"{locality.name}, {locality.region}", locality.stage, _day(locality.stage_on)
        )
    console.print()
    console.print(table)


def _print_action(console: Console, action: Mapping[str, Any]) -> None:
    table = Table(box=None, title="the day of action, on each city's clocks", title_justify="left")
    for heading in ("", "starts", "state"):
        table.add_column(heading, no_wrap=True)
    for heading in ("going", "waiting"):
        table.add_column(heading, justify="right")
    for event in action["events"]:
        table.add_row(
            event["city"],
            datetime.fromisoformat(event["starts_at"]).strftime("%d %b %H:%M %z"),
            event["state"] + (", handed over" if event["handed_over"] else ""),
            str(event["going"]),
            str(event["waiting"]),
        )
    console.print()
    console.print(table)
    sent = ", ".join(f"{number} {kind}" for kind, number in action["mails"].items())
    console.print(f"mails of the day, in the mail folder: {sent}")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def figures_of(
    slug: str, tally: Mapping[str, Any], bundle: str, day: DayOfAction
) -> dict[str, Any]:
    """What `demo --json` prints; `bundle` is the JSON that `build_bundle` gave."""
    return {
        "action": {"slug": day.slug, "events": day.board(), "mails": day.mails()},
        "petition": slug,
        "tally": {name: tally[name] for name, _ in LINES},
        "bundle": json.loads(bundle),
    }
