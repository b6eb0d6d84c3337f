"""Reports of all sizes, made up."""

import datetime as dt
from collections.abc import Sequence

from petitions.count_files.report import Place, Report
from petitions.small_cells import cover_small, hide_small
from petitions.waterfall import Waterfall, add_up

START = dt.date(2026, 7, 3)


def part(confirmed: int, *, duplicates: int = 0, withdrawn: int = 0) -> Waterfall:
    """A waterfall of shown names, further deliveries and withdrawals."""
    return add_up(
        [
            ("confirmed", True, confirmed),
            ("duplicate", False, duplicates),
            ("withdrawn", False, withdrawn),
        ]
    )


def a_report(
    *,
    states: Sequence[str] = ("NY", "CA", "Canada/Ontario"),
    each: int = 40,
    title: str = "Keep the clinic open",
    days: int = 3,
) -> Report:
    """`each` people from every state, through two groups, and one of Vermont."""
    people = each * len(states)
    regions = {**{state: part(each) for state in states}, "VT": part(1)} if states else {}
    shown = cover_small(regions)
    groups = {"nurses": part(people, duplicates=7), "tenants/=1+1": part(1)} if states else {}
    return Report(
        slug="clinic",
        title=title,
        target="The county board",
        campaign="Care for everyone",
        lead="Nurses for Care",
        url="https://muster.example/p/clinic/",
        as_of=dt.datetime(2026, 11, 22, 20, 45, tzinfo=dt.UTC),
        partners=2,
        confirmation_required=True,
        total=part(people + 1, duplicates=7) if states else part(0),
        sources=hide_small(groups),
        places={key: Place(row, {"=City()": row}) for key, row in shown.items()},
        shown_days={"2026-07-03": hide_small({"": part(people)})[""]} if states else {},
        days={START + dt.timedelta(days=day): each for day in range(days)} if states else {},
        names={"nurses": "Nurses for Care", "tenants/=1+1": "Tenants · =1+1"},
    )
