"""`demo [--people N] [--seed S]`: the demo campaign, played once; again, it prints its figures."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from config.demo.command import command
from config.demo.play import PEOPLE, SEED, Play
from config.demo.report import figures_of, print_figures
from core import locks
from core.commands import BadArguments, MusterCommand, Result
from core.errors import StateConflict

FEWEST, MOST = 200, 2_000_000


class Command(MusterCommand):
    help = "Plays the demo campaign through lists, API and mails; done once, it changes nothing"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=PEOPLE)
        parser.add_argument("--seed", type=int, default=SEED)

    def run(self, **options: Any) -> Result:
        if not FEWEST <= options["people"] <= MOST:
            raise BadArguments(f"--people takes {FEWEST} to {MOST}")
        self.console = Console(stderr=True)
        play = Play(people=options["people"], seed=options["seed"], steps=self._steps)
        with locks.session_lock(f"demo:{play.slug}") as free:
            if not free:
                raise StateConflict("This demo is being played by another process.")
            if not play.is_over:
                play.perform()
            bundle = play.bundle_file.read_text()
        return figures_of(play.slug, command("tally", play.slug), bundle, play.day)

    def describe(self, result: Result) -> str:
        print_figures(Console(file=self.stdout._out), result)  # type: ignore[arg-type]  # Django's wrapper hides the stream
        return ""

    def _steps(self, title: str, items: Iterable[Any], total: int) -> Iterator[Any]:
        """The items, with a bar that follows them."""
        columns = (
            TextColumn("  {task.description:<36}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console) as progress:
            yield from progress.track(items, total=total, description=title)
