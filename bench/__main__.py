"""`python -m bench [NAME...] [--rounds N]`: runs the benches, prints the table, writes the JSON.

Exits 1 when a limit is missed or a bench fails, 2 on bad arguments.
"""

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import table
from bench.servers import bench_environment, fresh_database, servers

BENCHES = [
    "sign", "rsvp", "imports", "bundles", "count", "near", "members", "fanout", "reminders",
    "pages",
]  # fmt: skip
RESULTS = Path(__file__).parent / "results.json"


def main() -> int:
    options = _options()
    results, failed = [], []
    with servers() as environment:
        for name in options.names or BENCHES:
            fresh_database(environment)
            result = _run(name, options.rounds, bench_environment(environment))
            results.append(result) if result else failed.append(name)
    _write(results)
    sys.stdout.write("\n".join(["", *table.lines(results), ""]))
    for name in failed:
        sys.stderr.write(f"the bench {name!r} failed\n")
    limits = [limit for result in results for limit in (*result["ratios"], *result["floors"])]
    held = all(limit["holds"] for limit in limits)
    return 0 if held and not failed else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], metavar="NAME")
    parser.add_argument("--rounds", type=int, default=0, help="rounds after the warm-up")
    return parser.parse_args()


def _run(name: str, rounds: int, environment: dict[str, str]) -> dict[str, Any] | None:
    """One bench in a process of its own, so that its memory is its own."""
    sys.stderr.write(f"{name}\n")
    with tempfile.NamedTemporaryFile("r", suffix=".json") as answer:
        command = [sys.executable, "-m", "bench.one", name, str(rounds), answer.name]
        if subprocess.run(command, env=environment, check=False).returncode:
            return None
        result: dict[str, Any] = json.load(answer)
    return result


def _write(results: list[dict[str, Any]]) -> None:
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    whole = {"at": at, "machine": table.machine(), "benches": results}
    RESULTS.write_text(json.dumps(whole, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
