"""What calendars read from a file. The two that read here share no code with what writes:
`vobject` follows the zones' rules in the file, `ical` its own and is strict."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from events.calendar_file import CalendarEvent, write_calendar

SAID = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
HOSTILE = [
    "Commas, semicolons; colons: and \\ backslashes",
    "C:\\New folder\\notes \\n \\, \\;",
    'Quotes "here" and ^carets^',
    "🎉 👩‍👩‍👧‍👦 e\u0301 " * 20,
    "מחאה בעיר - احتجاج",
    "x" * 5000,
]
INJECTIONS = [
    "Rally\r\nATTENDEE:mailto:someone@example.org",
    "Rally\nEND:VEVENT\nBEGIN:VEVENT",
    "Rally\rORGANIZER:mailto:someone@example.org",
    "Rally\u2028END:VCALENDAR",
    "Rally\x85\x0b\x0c\x1eEND:VCALENDAR",
]
# Both sides of the changes of 2026 and 2027, and times far from any.
LOCAL_TIMES = [
    ("America/New_York", "2026-03-07T23:30"),
    ("America/New_York", "2026-03-08T01:30"),
    ("America/New_York", "2026-03-08T03:00"),
    ("America/New_York", "2026-03-08T03:30"),
    ("America/New_York", "2026-11-01T00:30"),
    ("America/New_York", "2026-11-01T02:00"),
    ("America/New_York", "2027-03-14T03:15"),
    ("America/New_York", "2027-11-07T02:15"),
    ("America/Los_Angeles", "2026-07-01T18:30"),
    ("America/Phoenix", "2026-07-01T18:30"),
    ("America/Phoenix", "2026-12-31T23:30"),
    ("Pacific/Honolulu", "2026-01-01T00:00"),
    ("Africa/Cairo", "2026-04-24T01:30"),
    ("Africa/Cairo", "2026-10-29T22:30"),
    ("Africa/Casablanca", "2027-02-20T12:00"),
    ("Africa/Casablanca", "2027-03-20T12:00"),
    ("Australia/Lord_Howe", "2026-04-05T02:15"),
    ("Australia/Lord_Howe", "2026-10-04T02:45"),
    ("Europe/London", "2026-03-29T02:00"),
    ("Europe/London", "2026-10-25T02:30"),
    ("UTC", "2026-05-05T12:00"),
]


def _at(zone: str, wall: str, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone), fold=fold)


def _event(**changes: Any) -> CalendarEvent:
    starts_at = changes.get("starts_at", _at("America/Chicago", "2026-07-01T18:30"))
    # An hour by the clock of the world, not by that on the wall.
    later = (starts_at.astimezone(UTC) + timedelta(hours=1)).astimezone(starts_at.tzinfo)
    facts = {
        "uid": "0190c8a2@muster.example",
        "sequence": 3,
        "is_cancelled": False,
        "title": "Rally at City Hall",
        "text": "Bring water.",
        "url": "https://muster.example/e/rally",
        "starts_at": starts_at,
        "ends_at": later,
        "location": "City Hall, Minneapolis",
        "changed_at": SAID,
        "created_at": SAID - timedelta(days=2),
    }
    return CalendarEvent(**facts | changes)


def _vobject(data: bytes) -> Any:
    [calendar] = vobject.readComponents(data.decode())
    return calendar


def _ical(data: bytes) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(data.decode())


def _lines(data: bytes) -> list[str]:
    """The lines as they were before they were folded."""
    return data.decode().replace("\r\n ", "").split("\r\n")[:-1]


Read = dict[str, object]


def _read_by_vobject(data: bytes) -> list[Read]:
    return [
        {
            "uid": event.uid.value,
            "sequence": int(event.sequence.value),
            "status": event.status.value,
            "start": event.dtstart.value.astimezone(UTC),
            "end": event.dtend.value.astimezone(UTC),
            "summary": event.summary.value,
            "location": event.location.value,
        }
        for event in _vobject(data).vevent_list
    ]


def _read_by_ical(data: bytes) -> list[Read]:
    return [
        {
            "uid": event.uid,
            "sequence": event.sequence,
            "status": event.status,
            "start": event.start_datetime,
            "end": event.end_datetime,
            "summary": event.summary,
            "location": event.location,
        }
        for event in _ical(data).events
    ]


def _expected(event: CalendarEvent) -> Read:
    return {
        "uid": event.uid,
        "sequence": event.sequence,
        "status": "CANCELLED" if event.is_cancelled else "CONFIRMED",
        "start": event.starts_at.astimezone(UTC),
        "end": event.ends_at.astimezone(UTC),
        "summary": event.title,
        "location": event.location,
    }


@pytest.fixture(autouse=True)
def _forget_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    """vobject keeps the first rules it reads under a zone's name for as long as it runs."""
    monkeypatch.setattr(vobject.icalendar, "__tzidMap", {"UTC": vobject.icalendar.utc})


def test_both_read_what_was_written() -> None:
    events = [
        _event(uid=f"{number}@muster.example", sequence=number, starts_at=_at(zone, wall))
        for number, (zone, wall) in enumerate(LOCAL_TIMES)
    ]
    data = write_calendar(events, name="Actions")
    assert _read_by_vobject(data) == [_expected(event) for event in events]
    assert _read_by_ical(data) == [_expected(event) for event in events]


@pytest.mark.parametrize(("zone", "wall"), LOCAL_TIMES)
def test_the_rules_in_the_file_say_the_instant(zone: str, wall: str) -> None:
    """Under a name that no calendar knows, only the file's own rules can."""
    event = _event(starts_at=_at(zone, wall))
    data = write_calendar([event], name="Actions").replace(zone.encode(), b"Elsewhere")
    assert _read_by_ical(data) == [_expected(event)]
    # vobject looks at the years from 2000 on, and takes a zone for UTC that equals it there.
    if zone != "Europe/London":
        assert _read_by_vobject(data) == [_expected(event)]


def test_the_whole_of_a_small_file() -> None:
    data = write_calendar([_event(starts_at=_at("America/Phoenix", "2026-07-01T18:30"))], name="A")
    assert _lines(data) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Muster//Muster//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:A",
        "X-WR-CALNAME:A",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VTIMEZONE",
        "TZID:America/Phoenix",
        "BEGIN:STANDARD",
        "DTSTART:20260101T000000",
        "RDATE:20260101T000000",
        "TZNAME:MST",
        "TZOFFSETFROM:-0700",
        "TZOFFSETTO:-0700",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "SUMMARY:Rally at City Hall",
        "DTSTART;TZID=America/Phoenix:20260701T183000",
        "DTEND;TZID=America/Phoenix:20260701T193000",
        "DTSTAMP:20260203T040506Z",
        "UID:0190c8a2@muster.example",
        "SEQUENCE:3",
        "CREATED:20260201T040506Z",
        "DESCRIPTION:Bring water.",
        "LAST-MODIFIED:20260203T040506Z",
        "LOCATION:City Hall\\, Minneapolis",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "URL:https://muster.example/e/rally",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_cancelled_event_stays_in_the_file() -> None:
    event = _event(is_cancelled=True, sequence=4, title="Cancelled: Rally at City Hall")
    data = write_calendar([event], name="Actions")
    assert _read_by_vobject(data) == _read_by_ical(data) == [_expected(event)]
    assert "SUMMARY:Cancelled: Rally at City Hall" in _lines(data)


@pytest.mark.parametrize("fold", [0, 1])
def test_the_hour_that_comes_twice_is_said_in_utc(fold: int) -> None:
    event = _event(starts_at=_at("America/New_York", "2026-11-01T01:30", fold=fold))
    data = write_calendar([event], name="Actions")
    said = [line for line in _lines(data) if line.startswith(("DTSTART", "DTEND", "TZID"))]
    hour = 5 + fold
    assert said == [f"DTSTART:20261101T0{hour}3000Z", f"DTEND:20261101T0{hour + 1}3000Z"]
    assert _read_by_vobject(data) == _read_by_ical(data) == [_expected(event)]


def test_the_hour_that_is_skipped_is_said_in_utc() -> None:
    event = _event(starts_at=_at("America/New_York", "2026-03-08T02:30"))
    data = write_calendar([event], name="Actions")
    assert "DTSTART:20260308T073000Z" in _lines(data)
    assert _read_by_vobject(data) == _read_by_ical(data) == [_expected(event)]


def test_every_zone_named_has_its_rules_once() -> None:
    events = [_event(starts_at=_at(zone, wall)) for zone, wall in LOCAL_TIMES]
    lines = _lines(write_calendar(events, name="Actions"))
    named = {line.split("TZID=")[1].split(":")[0] for line in lines if "TZID=" in line}
    ruled = [line.removeprefix("TZID:") for line in lines if line.startswith("TZID:")]
    assert ruled == sorted(named)
    assert ruled == sorted({zone for zone, _ in LOCAL_TIMES} - {"UTC"})


def test_equal_input_gives_equal_bytes() -> None:
    events = [_event(starts_at=_at(zone, wall)) for zone, wall in LOCAL_TIMES]
    again = [_event(starts_at=_at(zone, wall)) for zone, wall in LOCAL_TIMES]
    assert write_calendar(events, name="A") == write_calendar(again, name="A")


def test_one_instant_in_two_zones_is_two_wall_times() -> None:
    """Python takes the two for equal."""
    here = _event(starts_at=_at("America/New_York", "2026-07-01T18:30"))
    there = _event(starts_at=_at("America/Chicago", "2026-07-01T17:30"))
    assert here == there
    starts = [
        line for line in _lines(write_calendar([here, there], name="A")) if "DTSTART;" in line
    ]
    assert starts == [
        "DTSTART;TZID=America/New_York:20260701T183000",
        "DTSTART;TZID=America/Chicago:20260701T173000",
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    event = _event(title=text.strip(), location=text.strip(), text=f"{text}\n\n{text}")
    data = write_calendar([event], name=text)
    assert _read_by_vobject(data) == _read_by_ical(data) == [_expected(event)]
    assert _vobject(data).vevent.description.value == event.text
    assert _ical(data).events[0].description == event.text
    assert _ical(data).name == [text.strip()]


@pytest.mark.parametrize("text", INJECTIONS)
def test_a_text_stays_inside_its_property(text: str) -> None:
    event = _event(title=text, location=text, text=text, uid=text)
    plain = _lines(write_calendar([_event()], name="Actions"))
    lines = _lines(write_calendar([event], name=text))
    assert [line.split(":")[0] for line in lines] == [line.split(":")[0] for line in plain]
    assert all(line.isprintable() for line in lines)


def test_line_breaks_stay_in_a_description() -> None:
    data = write_calendar([_event(text="One\r\ntwo\rthree\x07\tfour")], name="Actions")
    assert _vobject(data).vevent.description.value == "One\ntwo\nthree four"
    assert _ical(data).events[0].description == "One\ntwo\nthree four"


def test_lines_are_of_75_octets_and_end_with_crlf() -> None:
    event = _event(title="é" * 300, text="🎉" * 300, url="https://muster.example/" + "a" * 300)
    data = write_calendar([event], name="日" * 100)
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) == 75
    assert [line.decode() for line in data.split(b"\r\n")]  # no letter is cut in two


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "data:text/html,x", "https:///x", "https://a.example/\r\nX:y"],
)
def test_only_addresses_of_pages_are_written(url: str) -> None:
    lines = _lines(write_calendar([_event(url=url)], name="Actions"))
    assert [line for line in lines if line.startswith(("URL", "X:"))] == []


def test_an_empty_calendar_is_one() -> None:
    data = write_calendar([], name="Actions")
    assert _vobject(data).contents.get("vevent", []) == _ical(data).events == []
    assert _ical(data).name == ["Actions"]
    assert _lines(data).count("BEGIN:VTIMEZONE") == 1


def test_a_time_without_a_zone_is_refused() -> None:
    bare = datetime(2026, 7, 1, 18, 30)  # noqa: DTZ001 - the mistake that is refused
    with pytest.raises(ValueError, match="A calendar needs times that have a zone"):
        write_calendar([_event(starts_at=bare, ends_at=bare + timedelta(hours=1))], name="A")
