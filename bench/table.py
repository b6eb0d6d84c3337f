"""The results for people and as JSON."""

import os
import platform
from statistics import median
from typing import Any

from bench.harness import Limit, Result

MIB = 1 << 20
KNOWN = frozenset({"median", "rates", "peak_mib"})


def as_json(result: Result) -> dict[str, Any]:
    """One bench: medians, every rate, peaks in MiB, ratios with their limits."""
    return {
        "bench": result.bench.name,
        "unit": result.bench.unit,
        "rounds": len(next(iter(result.rates.values()))),
        "ways": {
            way: {
                "median": round(median(rates), 1),
                "rates": [round(rate, 1) for rate in rates],
                "peak_mib": round(result.peaks[way] / MIB, 1),
                **{name: round(median(n), 1) for name, n in result.beside[way].items()},
            }
            for way, rates in result.rates.items()
        },
        "ratios": [_ratio(result, limit) for limit in result.bench.limits],
        "floors": [
            {"way": floor.way, "at_least": floor.at_least, "holds": result.keeps(floor)}
            for floor in result.bench.floors
        ],
    }


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None,
        "system": platform.system(),
        "machine": platform.machine(),
        "python": platform.python_version(),
    }


def lines(results: list[dict[str, Any]]) -> list[str]:
    """A table of ratios, then one of rates and memory."""
    text = [f"{'ratio':<62} {'median':>7} {'lowest':>7} {'limit':>7}"]
    for result in results:
        for ratio in result["ratios"]:
            name = f"{result['bench']}: {ratio['way']} / {ratio['against']}"
            text.append(
                f"{name:<62} {ratio['median']:>7.2f} {ratio['lowest']:>7.2f}"
                f" {ratio['at_least']:>7.2f}  {'holds' if ratio['holds'] else 'MISSED'}"
            )
    text += ["", f"{'figures':<62} {'median':>16} {'peak MiB':>9}"]
    for result in results:
        floors = {floor["way"]: floor for floor in result["floors"]}
        for way, figures in result["ways"].items():
            rate = f"{figures['median']:,.0f} {result['unit']}"
            name = f"{result['bench']}: {way}"
            line = f"{name:<62} {rate:>16} {figures['peak_mib']:>9,.0f}{_floor(floors, way)}"
            text.append(line + _beside(figures))
    return text


def _beside(figures: dict[str, Any]) -> str:
    """What was measured beside: its number before its name."""
    named = {name: n for name, n in figures.items() if name not in KNOWN}
    return "".join(f"  {n:,.1f} {name}" for name, n in named.items())


def _floor(floors: dict[str, Any], way: str) -> str:
    floor = floors.get(way)
    if floor is None:
        return ""
    return f"  {'holds' if floor['holds'] else 'MISSED'} {floor['at_least']:,.0f}"


def _ratio(result: Result, limit: Limit) -> dict[str, Any]:
    ratios = result.ratios(limit)
    return {
        "way": limit.way,
        "against": limit.against,
        "median": round(median(ratios), 3),
        "lowest": round(min(ratios), 3),
        "highest": round(max(ratios), 3),
        "at_least": limit.at_least,
        "holds": result.holds(limit),
    }
