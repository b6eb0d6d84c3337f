"""Runs all of Muster on this machine, set-up included, until Ctrl-C."""

import os
import signal
import subprocess
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from config.demo import story
from config.demo.play import PEOPLE, SEED, Play
from config.embedded.lease import Lease, Servers
from config.env import BASE_DIR, Environment
from config.set_up import set_up_database
from config.supervisor import programs
from config.supervisor.child import Child
from config.supervisor.claim import FolderClaim, Taken, require_free_port
from config.supervisor.supervisor import NotReady, Supervisor
from core.commands import MusterCommand


class Stopped(BaseException):
    """Someone asked us to stop."""


class Command(MusterCommand):
    help = "Starts servers, web, worker and beat; prints where they are; stops all on Ctrl-C"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=_port, help="port of the site (default: PORT, or 8000)")
        parser.add_argument("--demo", action="store_true", help="play the demo campaign once")

    def run(self, **options: Any) -> None:
        if options["port"] is not None:
            os.environ["PORT"] = str(options["port"])
        self.env = Environment.of_process()
        self.port = self.env.number("PORT")
        self.url = self.env.given("PUBLIC_URL") or f"http://localhost:{self.port}"
        try:
            with stopping_on_signals(), ExitStack() as stack:
                self._run(stack, demo=options["demo"])
        except (Taken, NotReady) as error:
            raise CommandError(str(error)) from None
        except Stopped:
            self._say("stopped")

    def _run(self, stack: ExitStack, *, demo: bool) -> None:
        stack.enter_context(FolderClaim(settings.DATA_DIR, self.url))
        require_free_port(self.port)
        lease = self._lease(stack)
        self._set_up()
        if demo:
            self._play_demo()
        supervisor = Supervisor(children=self._children(), lease=lease, port=self.port)
        stack.callback(supervisor.stop)
        stack.callback(self._say, "stopping")
        supervisor.start()
        self._introduce(demo=demo)
        supervisor.watch(self._say)

    def _lease(self, stack: ExitStack) -> Lease | None:
        needed = Servers(postgres=self.env.embeds_postgres, redis=self.env.embeds_redis)
        if not (needed.postgres or needed.redis):
            return None
        return stack.enter_context(Lease(settings.DATA_DIR, needed))

    def _set_up(self) -> None:
        for old in (settings.DATA_DIR / "metrics").glob("*.db"):
            old.unlink()  # of processes that are gone; their numbers come again
        set_up_database()

    def _play_demo(self) -> None:
        """On first use only; as a program of its own, whose memory goes with it."""
        if Play(people=PEOPLE, seed=SEED, steps=lambda _, items, __: iter(items)).is_over:
            return
        played = subprocess.run([sys.executable, str(BASE_DIR / "manage.py"), "demo"], check=False)
        if played.returncode != 0:
            raise CommandError("the demo campaign could not be played")

    def _children(self) -> list[Child]:
        wanted = (
            programs.web(self.env, host=programs.HOST, port=self.port),
            programs.worker(),
            programs.beat(),
        )
        log_dir = settings.DATA_DIR / "logs"
        return [Child(each, log_dir=log_dir, environment=dict(os.environ)) for each in wanted]

    def _introduce(self, *, demo: bool) -> None:
        self._say(f"ready http://localhost:{self.port}")
        self._say(f"  site    {self.url}/")
        self._say(f"  sign-in {self.url}/accounts/login/")
        if demo:
            for sign_in in story.SIGN_INS:
                roles = ", ".join(role.value for role in sign_in.roles)
                self._say(f"          {sign_in.email}  {story.PASSWORD}  ({roles})")
        self._say(f"  API     {self.url}/api/docs/")
        self._say(f"  mails   {settings.EMAIL_URL}")
        self._say(f"  logs    {settings.DATA_DIR / 'logs'}")
        self._say("Ctrl-C stops everything")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """SIGINT, SIGTERM and SIGHUP raise Stopped, once: stopping itself is not interrupted."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _port(text: str) -> int:
    if text.isdecimal() and 1 <= int(text[:6]) <= 65535:
        return int(text)
    raise ArgumentTypeError(f"{text!r} is no port; take one from 1 to 65535")
