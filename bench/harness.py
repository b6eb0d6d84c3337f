"""What a benchmark is, and how its rounds are run. Knows nothing of what is measured."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median

from bench.memory import own_peak


@dataclass(frozen=True)
class Measured:
    """`amount` things in `seconds`; `peak_bytes` of the process that did them, 0: this one.

    `beside` are figures that no limit is for, each of one thing and with its unit in its name.
    """

    amount: float
    seconds: float
    peak_bytes: int = 0
    beside: Mapping[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return self.amount / self.seconds


Way = Callable[[int], Measured]


@dataclass(frozen=True)
class Limit:
    """How fast `way` must at least be, as a part of `against`."""

    way: str
    against: str
    at_least: float


@dataclass(frozen=True)
class Floor:
    """How fast `way` must at least be on any machine that people would run it on."""

    way: str
    at_least: float


@dataclass(frozen=True)
class Bench:
    """Ways of doing the same, each measured once a round; small differences need more rounds."""

    name: str
    unit: str
    ways: dict[str, Way]
    limits: list[Limit]
    rounds: int = 5
    floors: list[Floor] = field(default_factory=list)


@dataclass
class Result:
    """A bench's rounds: rates of each way in order, the highest peak of each, and what was
    measured beside."""

    bench: Bench
    rates: dict[str, list[float]] = field(default_factory=dict)
    peaks: dict[str, int] = field(default_factory=dict)
    beside: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    def add(self, way: str, measured: Measured) -> None:
        self.rates.setdefault(way, []).append(measured.rate)
        peak = measured.peak_bytes or own_peak()
        self.peaks[way] = max(self.peaks.get(way, 0), peak)
        of_way = self.beside.setdefault(way, {})
        for name, figure in measured.beside.items():
            of_way.setdefault(name, []).append(figure)

    def ratios(self, limit: Limit) -> list[float]:
        """Each round's own ratio: what slows a whole round down slows both."""
        pairs = zip(self.rates[limit.way], self.rates[limit.against], strict=True)
        return [one / other for one, other in pairs]

    def keeps(self, floor: Floor) -> bool:
        return median(self.rates[floor.way]) >= floor.at_least

    def holds(self, limit: Limit) -> bool:
        return median(self.ratios(limit)) >= limit.at_least


def run(bench: Bench, *, rounds: int, report: Callable[[str], None]) -> Result:
    """A warm-up, then `rounds` rounds; `report` is told each figure as it comes."""
    result = Result(bench)
    for number in range(rounds + 1):
        for name in _turned(list(bench.ways), number):
            measured = bench.ways[name](number)
            if number:
                result.add(name, measured)
            label = f"round {number}" if number else "warm-up"
            report(f"{label}: {name} {measured.rate:,.0f} {bench.unit}")
    return result


def _turned(names: list[str], number: int) -> Iterator[str]:
    """The first becomes the last from round to round, so that no way always goes first."""
    start = number % len(names)
    yield from names[start:]
    yield from names[:start]
