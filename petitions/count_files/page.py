"""One page that a lead can hand to the press: the number, what it means, and where it is from."""

from petitions.bundle_files.typefaces import STRONG
from petitions.bundle_files.typesetter import PAGE_HEIGHT, PAGE_WIDTH
from petitions.count_files.bars import draw_bars
from petitions.count_files.canvas import (
    ACCENT,
    HAIRLINE,
    HEADING,
    INK,
    NOTE,
    SOFT,
    Canvas,
    Frame,
    Type,
)
from petitions.count_files.day_chart import draw_days, period_of
from petitions.count_files.report import COUNTED_MEANS, Report
from petitions.count_files.state_map import TILES, draw_state_map
from petitions.count_files.waterfall_chart import ROW, draw_waterfall
from places.us_states import US_STATES

LEFT, RIGHT = 48.0, PAGE_WIDTH - 48.0
WIDTH = RIGHT - LEFT
GUTTER = 28.0
HALF = (WIDTH - GUTTER) / 2
SECOND = LEFT + HALF + GUTTER
FOOT = PAGE_HEIGHT - 84.0
KICKER = Type(8, ACCENT, STRONG)
BODY = Type(9, INK)


def press_page(report: Report) -> bytes:
    """The PDF, always one page."""
    canvas = Canvas(title=f"{report.title}: the count", made_at=report.as_of)
    y = _draw_head(canvas, report)
    y = _draw_number(canvas, report, y)
    y = _draw_account(canvas, report, y)
    y = _draw_when_and_through_whom(canvas, report, y)
    _draw_where(canvas, report, y)
    _draw_foot(canvas, report)
    return canvas.output()


def _draw_head(canvas: Canvas, report: Report) -> float:
    moment = f"{report.as_of.day} {report.as_of:%B %Y, %H:%M} UTC"
    canvas.text(LEFT, 50, "PETITION  ·  THE COUNT", KICKER)
    canvas.text_right(RIGHT, 50, f"As of {moment}", Type(8, SOFT))
    canvas.line(LEFT, 57, RIGHT, 57, ACCENT, 1.2)
    size = 21.0
    while size > 14 and len(canvas.lines(report.title, WIDTH, Type(size, INK, STRONG))) > 2:
        size -= 1
    y = canvas.paragraph(
        LEFT, 66 + size, report.title, WIDTH, Type(size, INK, STRONG), size * 1.2, most=3
    )
    to = canvas.cut(f"To: {report.target}", WIDTH, Type(10, SOFT))
    canvas.text(LEFT, y - 1, to, Type(10, SOFT))
    return y + 4


def _draw_number(canvas: Canvas, report: Report, y: float) -> float:
    number = f"{report.total['counted']:,}"
    size = 56.0
    while canvas.width(number, Type(size, ACCENT, STRONG)) > HALF:
        size -= 2
    canvas.text(LEFT - 2, y + 52, number, Type(size, ACCENT, STRONG))
    people = "person, counted once" if report.total["counted"] == 1 else "people, each counted once"
    canvas.text(LEFT, y + 70, people, Type(12, INK, STRONG))
    below = canvas.paragraph(SECOND, y + 22, COUNTED_MEANS, HALF, BODY, 12.5)
    canvas.paragraph(SECOND, below + 3, _shown(report), HALF, Type(9, SOFT), 12.5)
    return y + 99


def _shown(report: Report) -> str:
    deliverable = report.total["deliverable"]
    who = "1 of them signed" if deliverable == 1 else f"{deliverable:,} of them signed"
    return f"{who} with a name that may be shown." if report.total["counted"] else ""


def _draw_account(canvas: Canvas, report: Report, y: float) -> float:
    canvas.text(LEFT, y, "What became of everything received", HEADING)
    draw_waterfall(canvas, Frame(LEFT, y + 9, WIDTH, 9 * ROW), report.total)
    return y + 9 + 9 * ROW + 19


def _draw_when_and_through_whom(canvas: Canvas, report: Report, y: float) -> float:
    height = 98.0
    period = period_of(report.days).name
    canvas.text(LEFT, y, f"Signed by {period}", HEADING)
    draw_days(canvas, Frame(LEFT, y + 7, HALF, height), report.days)
    canvas.text(SECOND, y, "First signed through", HEADING)
    counts = {report.names[key]: shown["counted"] for key, shown in report.sources.items()}
    draw_bars(
        canvas, Frame(SECOND, y + 9, HALF, height), counts, labels=HALF * 0.46, rest="more sources"
    )
    return y + 7 + height + 21


def _draw_where(canvas: Canvas, report: Report, y: float) -> None:
    counts = {key: place.shown["counted"] for key, place in report.places.items()}
    height = FOOT - 14 - (y + 9)
    canvas.text(LEFT, y, "By state", HEADING)
    draw_state_map(canvas, Frame(LEFT, y + 9, HALF, height), counts)
    named = {_place_name(key): n for key, n in counts.items()}
    rest = "more states and countries" if set(counts) - set(TILES) else "more states"
    canvas.text(SECOND, y, "Most signatures", HEADING)
    draw_bars(canvas, Frame(SECOND, y + 9, HALF, height), named, labels=HALF * 0.46, rest=rest)


def _draw_foot(canvas: Canvas, report: Report) -> None:
    canvas.line(LEFT, FOOT, RIGHT, FOOT, HAIRLINE)
    below = canvas.paragraph(LEFT, FOOT + 13, _how(report), WIDTH, NOTE, 9.6, most=4)
    campaign = canvas.cut(f"{report.campaign} · {report.lead}", HALF, Type(7, INK, STRONG))
    canvas.text(LEFT, below + 4, campaign, Type(7, INK, STRONG))
    url = canvas.cut(report.url, HALF, NOTE)
    canvas.text_right(RIGHT, below + 4, url, NOTE)


def _how(report: Report) -> str:
    groups = "one group" if report.partners == 1 else f"{report.partners:,} groups"
    online = (
        "A signature made online counts once its mailbox has confirmed it."
        if report.confirmation_required
        else "A signature made online counts when it is received."
    )
    return (
        f"How it was counted. Signatures came online and in lists of {groups}. The same person is"
        " recognised by e-mail address, by phone number, or by name, street and postal code, and"
        f" counted once, under the source that came first. {online} A list counts because its group"
        " attests it. Days are in UTC and as the lists state them. Counts under ten are shown as"
        " “<10”, and a dash stands where a number would give such a count away."
    )


def _place_name(key: str) -> str:
    return {**US_STATES, "US": "US, state not known", "unknown": "Place not known"}.get(key, key)
