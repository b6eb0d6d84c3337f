"""The bars of the waterfall."""

from pages.charts.waterfall import Bar, waterfall_bars
from petitions.waterfall import Waterfall

TOTAL = Waterfall(
    received=200, rejected=20, duplicates=40, unconfirmed=10, confirmed=80, attested=40,
    withdrawn=10, invalidated=0, counted=120, deliverable=100,
)  # fmt: skip


def test_each_step_begins_where_what_is_left_ends() -> None:
    assert waterfall_bars(TOTAL) == [
        Bar("received", "Received", 200, 0, 1000, "all"),
        Bar("rejected", "Rows that could not be used", 20, 900, 100, "lost"),
        Bar("duplicates", "The same person again", 40, 700, 200, "lost"),
        Bar("unconfirmed", "Not confirmed yet", 10, 650, 50, "lost"),
        Bar("withdrawn", "Taken back by the person", 10, 600, 50, "lost"),
        Bar("invalidated", "Found invalid", 0, 600, 0, "lost"),
        Bar("counted", "Counted", 120, 0, 600, "counted"),
        Bar("confirmed", "Confirmed by e-mail", 80, 0, 400, "part"),
        Bar("attested", "On a list that a group answers for", 40, 400, 200, "part"),
        Bar("deliverable", "With a name that may be shown", 100, 0, 500, "part"),
    ]


def test_one_of_a_million_can_be_seen_and_nothing_cannot() -> None:
    total = {**TOTAL, "received": 1_000_000, "rejected": 1}
    widths = {bar.key: bar.width for bar in waterfall_bars(total)}
    assert (widths["rejected"], widths["invalidated"]) == (4, 0)
    nothing = dict.fromkeys(TOTAL, 0)
    assert {bar.width for bar in waterfall_bars(nothing)} == {0}
