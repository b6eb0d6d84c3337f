"""Breaks a petition's waterfall down by source, place and day."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from petitions.models import Petition, Source
from petitions.selectors.tally import sums
from petitions.waterfall import Waterfall, add_up
from places.countries import country_name

UNKNOWN = "unknown"
HOME = "US"

Row = Sequence[Any]
Parts = dict[str, Waterfall]


class Region(Waterfall):
    """A state's waterfall with those of its cities."""

    cities: Parts


def breakdowns(
    petition: Petition, wanted: Iterable[str], *, sources: list[int] | None = None
) -> dict[str, Any]:
    """The wanted breakdowns by name; `sources` limits them to some sources, by id."""
    return {name: BREAKDOWNS[name](petition, sources=sources) for name in wanted}


def by_source(petition: Petition, *, sources: list[int] | None = None) -> Parts:
    """A waterfall for each source, by its key `group` or `group/channel`."""
    rows = sums(petition, columns=["source_id"], sources=sources)
    names = source_keys(petition)
    return grouped(petition, ((names[source_id], row) for source_id, *row in rows))


def by_day(petition: Petition, *, sources: list[int] | None = None) -> Parts:
    """A waterfall for each day (UTC, ISO date) on which somebody signed or a list came."""
    rows = sums(petition, columns=["day"], sources=sources)
    return grouped(petition, ((day.isoformat(), row) for day, *row in rows))


def by_place(petition: Petition, *, sources: list[int] | None = None) -> dict[str, Region]:
    """A waterfall for each state and, in it, for each city.

    Abroad the key is the country, with the region where it is known ("Canada/Ontario"). Further
    deliveries and rejected rows have no place: they are in `unknown`.
    """
    columns = ["country", "region", "city"]
    states: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for country, region, city, *row in sums(petition, columns=columns, sources=sources):
        states[place_key(country, region)].append((city or UNKNOWN, row))
    return {
        state: Region(
            **add_up((row for _, row in cities), display_rule=petition.display_rule),
            cities=grouped(petition, cities),
        )
        for state, cities in sorted(states.items())
    }


def place_key(country: str, region: str) -> str:
    """How outputs name a state: its letters; abroad the country's name, with the region."""
    if country in {"", HOME}:
        return region or country or UNKNOWN
    return f"{country_name(country)}/{region}" if region else country_name(country)


def source_keys(petition: Petition) -> dict[int, str]:
    """Source ids of the petition with their keys in outputs."""
    return _by_source(petition, source_key)


def source_names(petition: Petition) -> dict[int, str]:
    """Source ids of the petition with the group's name, and the channel, for people."""
    return _by_source(petition, _source_name)


def _source_name(source: Source) -> str:
    return " · ".join(part for part in (source.group.name, source.channel) if part)


def _by_source(petition: Petition, name_of: Callable[[Source], str]) -> dict[int, str]:
    sources = Source.objects.filter(petition=petition).select_related("group")
    return {source.pk: name_of(source) for source in sources}


def source_key(source: Source) -> str:
    """`group`, or `group/channel`."""
    return f"{source.group.slug}/{source.channel}" if source.channel else source.group.slug


def grouped(petition: Petition, rows: Iterable[tuple[str, Row]]) -> Parts:
    """A waterfall for each key of pairs (key, [state, deliverable, n]), by key."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for key, row in rows:
        groups[key].append(row)
    return {
        key: add_up(parts, display_rule=petition.display_rule)
        for key, parts in sorted(groups.items())
    }


BREAKDOWNS: dict[str, Callable[..., Any]] = {
    "source": by_source,
    "place": by_place,
    "day": by_day,
}
