"""A wall time and a zone become one instant, or are refused with the choices there are."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from events import local_time
from events.local_time import (
    Moment,
    in_zone,
    meant_by,
    read_moment,
    require_zone,
    resolve,
    resolve_leniently,
    zone_label,
)
from tests.events.refusals import refusal

NEW_YORK, PHOENIX, LORD_HOWE = "America/New_York", "America/Phoenix", "Australia/Lord_Howe"
CAIRO, LONDON = "Africa/Cairo", "Europe/London"
wall = datetime.fromisoformat
zones = st.sampled_from(sorted(local_time._zones()))
wall_times = st.datetimes(wall("2000-01-01T00:00"), wall("2199-12-31T00:00")).map(
    lambda when: when.replace(microsecond=0)
)


@st.composite
def near_a_change(draw: st.DrawFn) -> tuple[datetime, str]:
    """A wall time within three hours of a change of the clocks, where its zone has one."""
    zone, year = draw(zones), draw(st.integers(2000, 2199))
    minutes = draw(st.integers(-180, 180))
    days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(366)]
    offsets = [in_zone(day, zone).there.utcoffset() for day in days]
    changes = [n for n in range(1, 366) if offsets[n] != offsets[n - 1]]
    if not changes:
        return draw(wall_times), zone
    before, after = (days[draw(st.sampled_from(changes)) - back] for back in (1, 0))
    old = in_zone(before, zone).there.utcoffset()
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) / 2
        if in_zone(middle, zone).there.utcoffset() == old:
            before = middle
        else:
            after = middle
    at = in_zone(after, zone).local.replace(second=0, microsecond=0)
    return at + timedelta(minutes=minutes), zone


def reason(local: str, zone: str) -> str:
    """The sentence with which this wall time is refused."""
    with pytest.raises(Invalid) as refused:
        resolve(wall(local), zone)
    return refused.value.errors[0].detail


def test_noon_is_noon_on_the_clocks_there() -> None:
    noon = wall("2026-07-12T12:00")
    assert resolve(noon, PHOENIX).instant == datetime(2026, 7, 12, 19, tzinfo=UTC)
    assert resolve(noon, NEW_YORK).instant == datetime(2026, 7, 12, 16, tzinfo=UTC)
    assert resolve(noon, LORD_HOWE).there.isoformat() == "2026-07-12T12:00:00+10:30"


def test_a_time_that_clocks_jump_over_names_the_two_beside_it() -> None:
    assert reason("2026-03-08T02:30", NEW_YORK) == (
        "02:30 does not exist in Eastern Time on 8 March 2026: clocks jump over it. "
        "Choose 01:30 or 03:30."
    )
    assert reason("2026-10-04T02:15", LORD_HOWE) == (
        "02:15 does not exist in Lord Howe time on 4 October 2026: clocks jump over it. "
        "Choose 01:45 or 02:45."
    )


def test_a_choice_on_another_day_says_which() -> None:
    """Cairo's clocks jump at midnight: 23:30 of the day asked for would be a day late."""
    assert reason("2026-04-24T00:30", CAIRO) == (
        "00:30 does not exist in Cairo time on 24 April 2026: clocks jump over it. "
        "Choose 23:30 on 23 April 2026 or 01:30."
    )
    # A whole day was left out.
    assert reason("2011-12-30T12:00", "Pacific/Apia") == (
        "12:00 does not exist in Apia time on 30 December 2011: clocks jump over it. "
        "Choose 12:00 on 29 December 2011 or 12:00 on 31 December 2011."
    )


def test_a_time_that_comes_twice_names_both() -> None:
    assert reason("2026-11-01T01:30", NEW_YORK) == (
        "01:30 comes twice in Eastern Time on 1 November 2026. Send the offset or `fold`: "
        "2026-11-01T01:30:00-04:00 (EDT) is fold 0, 2026-11-01T01:30:00-05:00 (EST) is fold 1."
    )


def test_which_of_two_is_said_by_fold_or_by_the_offset() -> None:
    twice = wall("2026-11-01T01:30")
    assert resolve(twice, NEW_YORK, fold=0).instant == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert resolve(twice, NEW_YORK, fold=1).instant == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert read_moment("2026-11-01T01:30:00-05:00", NEW_YORK) == Moment(twice, NEW_YORK, 1)
    assert read_moment("2026-11-01T01:30-04:00", NEW_YORK) == Moment(twice, NEW_YORK, 0)


def test_fold_means_nothing_where_a_time_comes_once_and_does_not_mend_a_gap() -> None:
    noon = wall("2026-07-12T12:00")
    assert resolve(noon, NEW_YORK, fold=1) == Moment(noon, NEW_YORK, 0)
    gap = wall("2026-03-08T02:30")
    for fold in (0, 1):
        refused = refusal(resolve, gap, NEW_YORK, fold=fold)
        assert refused == [("starts_at", "nonexistent_local_time")]


def test_the_edges_of_a_gap_and_of_an_hour_that_comes_twice() -> None:
    def codes(*times: str) -> list[list[tuple[str, str]]]:
        stamps = [wall(f"2026-{text}") for text in times]
        return [refusal(resolve, at, NEW_YORK) for at in stamps]

    gap, twice = [("starts_at", "nonexistent_local_time")], [("starts_at", "ambiguous_local_time")]
    spring = ("03-08T01:59:59", "03-08T02:00", "03-08T02:59:59", "03-08T03:00")
    assert codes(*spring) == [[], gap, gap, []]
    autumn = ("11-01T00:59:59", "11-01T01:00", "11-01T01:59:59", "11-01T02:00")
    assert codes(*autumn) == [[], twice, twice, []]


def test_an_instant_is_shown_on_the_clocks_of_the_zone() -> None:
    at = read_moment("2026-07-12T19:00:00Z", PHOENIX)
    assert at == Moment(wall("2026-07-12T12:00"), PHOENIX)
    assert read_moment("2026-07-12T12:00:00.250-07:00", PHOENIX) == at
    assert in_zone(at.instant, NEW_YORK) == Moment(wall("2026-07-12T15:00"), NEW_YORK)


@pytest.mark.parametrize(
    "text",
    [
        "", "tomorrow 7pm", "7pm", "19h", "2026-W10-5", "2026-070", "2026-07-12", "20260712T120000",
        "2026-07-12t12:00", "2026-07-12 12:00", "2026-07-12T12", "2026-07-12T12:00 ",
        "2026-07-12T12:00\n", "2026-06-01T19:00:00+00:00:30", "2026-06-01T19:00+0000",
        "2026-06-01T19:00z", "2026-06-01T24:00:00Z", "2026-06-30T23:59:60Z", "2026-02-30T12:00",
        "2026-06-01T12:60", "2026-06-01T12:00+24:00", "0000-01-01T12:00", "２０２６-07-12T12:00",
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused(text: str) -> None:
    assert refusal(read_moment, text, NEW_YORK) == [("starts_at", "invalid")]


@pytest.mark.parametrize(
    "text",
    [
        "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00-14:00", "9999-12-31T23:59", "0001-01-01T00:00", "1999-12-31T23:59",
        "2200-01-01T00:00Z",
    ],
)  # fmt: skip
def test_years_beyond_every_plan_are_refused(text: str) -> None:
    assert refusal(read_moment, text, NEW_YORK) == [("starts_at", "overflow")]


@pytest.mark.parametrize("zone", [None, ""])
@pytest.mark.parametrize("text", ["2026-07-12T12:00", "2026-06-01 19:00", "2026-07-12T12:00Z"])
def test_without_a_zone_nothing_else_is_asked(text: str, zone: str | None) -> None:
    assert refusal(read_moment, text, zone) == [("timezone", "tz_required")]


@pytest.mark.parametrize(
    "name",
    [
        "EST", "PST", "EST5EDT", "GMT", "GMT+5", "GMT0", "UTC-05:00", "-05:00", "Z", "Etc/GMT+5",
        "Etc/UTC", "SystemV/EST5", "Eastern Standard Time", "Factory", "posixrules", "localtime",
        "posix/America/New_York", "right/America/New_York", "../../etc/localtime",
        "America/../../x", "America/../America/New_York", "/usr/share/zoneinfo/America/New_York",
        "america/new_york", "America/New_York ", "America/New_York\x00", "America/", "America", "",
        "tzdata.zi", "zone.tab", "Mars/Olympus", "x" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_zone_that_people_live_in_is_refused(name: str) -> None:
    assert refusal(require_zone, name) == [("timezone", "tz.not_iana")]


@pytest.mark.parametrize(
    "name", [NEW_YORK, PHOENIX, LORD_HOWE, "America/Indiana/Knox", "US/Pacific", "UTC"]
)
def test_names_of_places_are_zones(name: str) -> None:
    assert require_zone(name) == name


def test_nobody_named_a_computed_time_so_it_is_never_refused() -> None:
    """RFC 5545, 3.3.5: the first of two, and as much later as clocks jump."""
    first = resolve_leniently(wall("2026-11-01T01:30"), NEW_YORK)
    assert first == Moment(wall("2026-11-01T01:30"), NEW_YORK, 0)
    later = resolve_leniently(wall("2026-03-08T02:30"), NEW_YORK)
    assert later == Moment(wall("2026-03-08T03:30"), NEW_YORK, 0)
    half = resolve_leniently(wall("2026-10-04T02:15"), LORD_HOWE)
    assert half == Moment(wall("2026-10-04T02:45"), LORD_HOWE, 0)


def test_people_read_letters_they_know_or_the_offset() -> None:
    at = wall("2026-01-15T12:00")
    labels = {zone: zone_label(Moment(at, zone)) for zone in (NEW_YORK, LONDON, LORD_HOWE, "UTC")}
    assert labels == {NEW_YORK: "EST", LONDON: "GMT", LORD_HOWE: "UTC+11:00", "UTC": "UTC"}
    assert zone_label(Moment(wall("2026-07-15T12:00"), NEW_YORK)) == "EDT"
    assert zone_label(Moment(at, "America/Sao_Paulo")) == "UTC-03:00"


@settings(max_examples=400)
@given(st.tuples(wall_times, zones) | near_a_change())
def test_any_wall_time_is_refused_or_comes_back_as_it_was(at: tuple[datetime, str]) -> None:
    local, zone = at
    try:
        moment = resolve(local, zone)
    except Invalid as error:
        _require_usable_choices(error.errors[0].detail, error.errors[0].code, local, zone)
        return
    assert (moment.local, moment.zone) == (local, zone)
    assert in_zone(moment.instant, zone) == moment
    assert read_moment(moment.there.isoformat(), zone) == moment
    assert resolve_leniently(local, zone) == moment


def _require_usable_choices(detail: str, code: str, local: datetime, zone: str) -> None:
    """Whoever sends one of the choices that the sentence names is not refused again."""
    if code == "nonexistent_local_time":
        earlier, later = (resolve(when, zone) for when in _beside_a_gap(detail, local))
        assert earlier.local < local < later.local
        assert timedelta() <= later.instant - earlier.instant <= later.local - earlier.local
        return
    assert code == "ambiguous_local_time"
    first, second = (read_moment(text, zone) for text in re.findall(r"\d\S+T\S+", detail))
    assert [first, second] == [resolve(local, zone, fold=fold) for fold in (0, 1)]
    assert first.instant < second.instant


def _beside_a_gap(detail: str, local: datetime) -> list[datetime]:
    """The two wall times that the sentence names."""
    found = re.findall(r"(\d\d:\d\d)(?: on (\d+ \w+ \d{4}))?", detail.rpartition("Choose")[2])
    days = [_day(day) if day else local.date() for _, day in found]
    return [wall(f"{day}T{at}:{local:%S}") for day, (at, _) in zip(days, found, strict=True)]


def _day(text: str) -> date:
    return datetime.strptime(text, "%d %B %Y").replace(tzinfo=UTC).date()


@settings(max_examples=300)
@given(
    st.datetimes(wall("2000-01-02T00:00"), wall("2199-12-30T00:00"), timezones=st.just(UTC)), zones
)
def test_any_instant_comes_back_from_the_clocks_of_any_zone(at: datetime, zone: str) -> None:
    at = at.replace(microsecond=0)
    moment = in_zone(at, zone)
    assert moment.instant == at
    assert moment.there == at.astimezone(ZoneInfo(zone))
    assert read_moment(at.isoformat(), zone) == moment
    assert resolve(moment.local, zone, fold=moment.fold) == moment


@settings(max_examples=300)
@given(st.text() | st.from_regex(local_time._STAMP), st.text() | zones)
def test_any_text_is_read_or_refused(text: str, zone: str) -> None:
    if not refusal(read_moment, text, zone):
        assert read_moment(text, zone).instant.utcoffset() == timedelta()


@given(near_a_change())
def test_what_may_be_meant_is_the_moment_or_two_that_clocks_do_show(
    when: tuple[datetime, str],
) -> None:
    local, zone = when
    meant = meant_by(local, zone)
    clear = refusal(resolve, local, zone) == []
    assert [moment.instant for moment in meant] == sorted({moment.instant for moment in meant})
    assert all(in_zone(moment.instant, zone) == moment for moment in meant)
    assert (len(meant) == 1) == clear
    assert not clear or meant == [resolve(local, zone)]
