"""How the rounds of a benchmark are run and judged."""

from bench.harness import Bench, Floor, Limit, Measured, Way, run
from bench.table import as_json, lines


def _ways(order: list[str], **rates: list[float]) -> dict[str, Way]:
    """Ways that answer with these rates, one a round after the warm-up."""

    def way(name: str) -> Way:
        def measure(number: int) -> Measured:
            order.append(name)
            return Measured(rates[name][number - 1] if number else 1.0, 1.0, peak_bytes=1 << 20)

        return measure

    return {name: way(name) for name in rates}


def test_rounds_are_interleaved_and_each_way_goes_first_in_turn() -> None:
    order: list[str] = []
    bench = Bench("b", "rows/s", _ways(order, fast=[4.0, 4.0], slow=[1.0, 1.0]), [])
    run(bench, rounds=2, report=lambda line: None)
    assert order == ["fast", "slow", "slow", "fast", "fast", "slow"]


def test_a_limit_is_held_by_the_median_of_the_rounds_own_ratios() -> None:
    ways = _ways([], one=[50.0, 9.0, 30.0], other=[100.0, 10.0, 100.0])
    bench = Bench("b", "rows/s", ways, [Limit("one", "other", 0.5), Limit("one", "other", 0.51)])
    result = run(bench, rounds=3, report=lambda line: None)
    assert [result.holds(limit) for limit in bench.limits] == [True, False]


def test_results_say_every_rate_the_memory_and_the_limits() -> None:
    ways = _ways([], one=[50.0, 40.0], other=[100.0, 100.0])
    floors = [Floor("one", 45.0), Floor("other", 101.0)]
    bench = Bench("b", "rows/s", ways, [Limit("one", "other", 0.4)], floors=floors)
    result = as_json(run(bench, rounds=2, report=lambda line: None))
    assert result == {
        "bench": "b",
        "unit": "rows/s",
        "rounds": 2,
        "ways": {
            "one": {"median": 45.0, "rates": [50.0, 40.0], "peak_mib": 1.0},
            "other": {"median": 100.0, "rates": [100.0, 100.0], "peak_mib": 1.0},
        },
        "ratios": [
            {
                "way": "one",
                "against": "other",
                "median": 0.45,
                "lowest": 0.4,
                "highest": 0.5,
                "at_least": 0.4,
                "holds": True,
            }
        ],
        "floors": [
            {"way": "one", "at_least": 45.0, "holds": True},
            {"way": "other", "at_least": 101.0, "holds": False},
        ],
    }
    assert "one / other" in lines([result])[1]
    said = sorted(line.split()[-2:] for line in lines([result])[-2:])
    assert said == [["MISSED", "101"], ["holds", "45"]]
