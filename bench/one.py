"""One bench in this process: `python -m bench.one NAME ROUNDS ANSWER`. Called by `bench`."""

import importlib
import json
import sys
from pathlib import Path

import django

from bench import harness, table


def main(name: str, rounds: str, answer: str) -> None:
    django.setup()
    module = importlib.import_module(f"bench.{name}")
    with module.prepare() as bench:
        result = harness.run(bench, rounds=int(rounds) or bench.rounds, report=_report)
    Path(answer).write_text(json.dumps(table.as_json(result)))


def _report(line: str) -> None:
    sys.stderr.write(f"  {line}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
