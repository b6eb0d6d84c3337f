"""Plays the demo campaign, step by step. Each step may be repeated; a finished play is not.

Signers come through the HTTP API and read their mail; lists, bundle and figures go through the
commands that a coalition would use. Every figure is held against what the generator knows.
"""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from config.demo import story
from config.demo.client import Client
from config.demo.coalition import (
    make_campaign,
    make_groups_and_people,
    open_petition,
    pursue_localities,
)
from config.demo.command import command
from config.demo.day_of_action import DayOfAction
from config.demo.mailbox import letters
from config.demo.member_lists import MemberLists
from config.demo.online import Afterwards, OnlineSigner, expected_waterfall, online_signers
from config.demo.partner_lists import Truth, write_partner_lists
from config.demo.server import web_server
from core.errors import StateConflict
from core.models.duty import DutyState
from petitions.models import Bundle

VISITORS = 4
DAY_STEPS, MEMBER_STEPS = 6, 5
Steps = Callable[[str, Iterable[Any], int], Iterable[Any]]


# The one that `make run` plays.
PEOPLE, SEED = 20_000, 7


@dataclass(frozen=True)
class Play:
    """One size and seed of the demo. `steps` shows progress over what it iterates."""

    people: int
    seed: int
    steps: Steps

    @property
    def slug(self) -> str:
        return story.petition_slug(people=self.people, seed=self.seed)

    @property
    def is_over(self) -> bool:
        """Whether all of it was played, here and in this database."""
        return self._is_built and self.day.is_over and self.member_lists.is_over

    @property
    def _is_built(self) -> bool:
        built = Bundle.objects.filter(petition__slug=self.slug, state=DutyState.DONE).exists()
        return built and self.bundle_file.exists()

    @property
    def day(self) -> DayOfAction:
        """The day of action of this play."""
        slug = story.action_slug(people=self.people, seed=self.seed)
        return DayOfAction(slug=slug, seed=self.seed, mail=mail_folder())

    @property
    def member_lists(self) -> MemberLists:
        """What a group does with its own people meanwhile."""
        return MemberLists(folder=self.folder, seed=self.seed)

    @property
    def bundle_file(self) -> Path:
        """What `build_bundle` said of the bundle."""
        return self.folder / "bundle.json"

    @property
    def folder(self) -> Path:
        return Path(settings.DATA_DIR) / "demo" / self.slug

    def perform(self) -> None:
        """Plays everything that was not played before."""
        mail = mail_folder()
        make_groups_and_people()
        if not self._is_built:
            self._collect(mail)
        with self._server() as base:
            bundle = json.loads(self.bundle_file.read_text())["bundle"]
            for _ in self.steps("the day of action", self.day.steps(base, bundle), DAY_STEPS):
                pass
        for _ in self.steps("a group and its own people", self.member_lists.steps(), MEMBER_STEPS):
            pass

    def _collect(self, mail: Path) -> None:
        """Lists and people, until the bundle of their signatures is sealed."""
        truth = self._write_lists()
        signers = online_signers(people=self.people, seed=self.seed)
        with self._server() as base:
            make_campaign(base)
            pursue_localities(base)
            open_petition(base, self.slug)
            self._import_lists(truth)
            self._sign_online(base, signers)
            self._answer_mails(base, signers, mail)
        require_figures(command("tally", self.slug), expected_waterfall(truth, signers))
        self._hand_over()

    def _server(self) -> AbstractContextManager[str]:
        return web_server(Path(settings.DATA_DIR) / "logs" / "demo")

    def _write_lists(self) -> Truth:
        lists = map(self._write_into, [self.folder])
        truth: Truth
        (truth,) = self.steps("five partners write their lists", lists, 1)
        return truth

    def _write_into(self, folder: Path) -> Truth:
        return write_partner_lists(folder, people=self.people, seed=self.seed)

    def _import_lists(self, truth: Truth) -> None:
        expected = truth.figures()
        groups = {group.list_name: group.slug for group in story.GROUPS}
        for one in self.steps("their lists are imported", truth.lists, len(truth.lists)):
            figures = command(
                "import_signatures", self.slug, str(one.path), f"--group={groups[one.name]}"
            )
            wanted = expected[one.name]
            # An import that was done before says that everybody had signed already.
            if figures["new"] or not wanted["new"]:
                require_figures(figures, wanted)

    def _sign_online(self, base: str, signers: list[OnlineSigner]) -> None:
        numbered = list(enumerate(signers))
        self._visit("people sign online", base, numbered, self._sign)

    def _sign(self, client: Client, numbered: tuple[int, OnlineSigner]) -> None:
        number, signer = numbered
        client.post(
            f"/api/v1/petitions/{self.slug}/signatures/",
            signer.body(),
            key=f"demo-{self.slug}-{number}",
        )

    def _answer_mails(self, base: str, signers: list[OnlineSigner], mail: Path) -> None:
        """Each signer reads the mail and presses the button of the link, or does nothing."""
        command("deliver_due", "--until-idle")
        # By local part: it holds the person's number, and a domain is written as IDNA in mails.
        by_mailbox = {_mailbox(signer.person.email): signer for signer in signers}
        answers = [
            (by_mailbox[_mailbox(to)], paths)
            for to, paths in letters(mail)
            if _mailbox(to) in by_mailbox
        ]
        self._visit("and answer their mail", base, answers, _answer)

    def _visit(self, title: str, base: str, work: list[Any], act: Callable[..., None]) -> None:
        """Several visitors at once, each signer from an address of their own."""

        def one(item: tuple[int, Any]) -> None:
            number, what = item
            address = f"198.{18 + number % 2}.{number // 2 % 256}.{number % 251}"
            with Client(base, address=address) as client:
                act(client, what)

        with ThreadPoolExecutor(VISITORS) as visitors:
            done = visitors.map(one, enumerate(work))
            for _ in self.steps(title, done, len(work)):
                pass

    def _hand_over(self) -> None:
        for _ in self.steps("the bundle is sealed, split by state", [None], 1):
            self.folder.mkdir(parents=True, exist_ok=True)
            built = command("build_bundle", self.slug, f"--out={self.folder}", "--split=state")
            checked = command("verify_bundle", built["path"])
            if not checked["valid"]:
                raise StateConflict(f"the bundle does not verify: {checked['errors']}")
            command("export_counts", self.slug, f"--out={self.folder / 'counts.pdf'}")
            self.bundle_file.write_text(json.dumps(built))


def mail_folder() -> Path:
    """Where mails of the demo go. Raises StateConflict where they would leave this machine."""
    parts = urlsplit(settings.EMAIL_URL)
    if parts.scheme != "file":
        raise StateConflict("The demo writes to invented people: set EMAIL_URL to file:///folder.")
    return Path(unquote(parts.path))


def require_figures(found: dict[str, Any], wanted: dict[str, int]) -> None:
    """Raises StateConflict when a figure is not what the generator knows."""
    wrong = {name: (found[name], n) for name, n in wanted.items() if found[name] != n}
    if wrong:
        raise StateConflict(f"the demo's figures are wrong (found, expected): {wrong}")


# Which link of the mail each answer follows, and what its button sends.
Press = tuple[str, dict[str, str]]
CONFIRM: Press = ("/s/", {})
WITHDRAW: Press = ("/me/", {"action": "withdraw"})
DISOWN: Press = ("/not-me/", {})
ANSWERS: dict[Afterwards, tuple[Press, ...]] = {
    Afterwards.NOTHING: (),
    Afterwards.CONFIRM: (CONFIRM,),
    Afterwards.WITHDRAW: (CONFIRM, WITHDRAW),
    Afterwards.NOT_ME: (DISOWN,),
}


def _mailbox(address: str) -> str:
    return address.partition("@")[0]


def _answer(client: Client, answer: tuple[OnlineSigner, list[str]]) -> None:
    signer, paths = answer
    for prefix, fields in ANSWERS[signer.afterwards]:
        client.press(next(path for path in paths if path.startswith(prefix)), fields)
