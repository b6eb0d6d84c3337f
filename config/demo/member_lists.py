"""Plays what a group does with its own people: a list taken in, another that waits for a decision,
a message, a file that is asked for, and somebody who is invited.

By the services, as the desk's pages call them, in the name of the demo's people. Done again it
changes nothing.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from django.db import transaction

from accounts.models import User
from config.demo import story
from config.demo.command import command
from config.demo.invented_people import Person, invent_people
from core.actors import Actor
from groups.member_decision import Choice, ConsentRule, Decision
from groups.member_filter import MemberFilter
from groups.models import (
    Group,
    GroupMessage,
    ImportStage,
    Invitation,
    MemberExport,
    MemberImport,
    Role,
)
from groups.services.group_message import send_message, write_message
from groups.services.group_message_sending import group_message_pass
from groups.services.invitation import invite_staff
from groups.services.member_export import request_export
from groups.services.member_import import apply_member_import, request_member_import
from groups.services.member_import_work import work_until_done
from petitions.services.consent_enrolment import enrol_batch

VOLUNTEERS, CALLERS = 240, 60
FIRST_NUMBER = 6_000_000  # these people are on no list of signatures
HEADER = ["First name", "Last name", "Email", "Phone", "ZIP", "May we write to you?"]


@dataclass(frozen=True)
class MemberLists:
    """The lead's and a partner's own people. `folder` gets the files that are taken in."""

    folder: Path
    seed: int

    @property
    def is_over(self) -> bool:
        """Whether somebody was invited: the last step."""
        return Invitation.objects.filter(group=self._lead).exists()

    def steps(self) -> Iterator[None]:
        """Plays it step by step."""
        while enrol_batch():
            pass  # who agreed on a list of signatures to hear from the group that brought it
        yield
        self._take_in_volunteers()
        yield
        self._preview_callers()
        yield
        self._write_to_volunteers()
        yield
        self._ask_for_a_file()
        self._invite()
        yield

    @property
    def _lead(self) -> Group:
        return Group.objects.get(slug=story.LEAD.slug)

    def _take_in_volunteers(self) -> None:
        row = self._listed("volunteers.csv", self._volunteers())
        if row.stage == ImportStage.READY:
            decision = Decision(Choice.OURS, ConsentRule.LIST, tags=("volunteer",))
            row = apply_member_import(member_import=row, decision=decision, actor=_steward())
            work_until_done(row)

    def _preview_callers(self) -> None:
        """Some of them are volunteers already, two under another name: a steward has to decide."""
        known = [_cells(person) for person in self._volunteers()[:12]]
        for number, cells in enumerate(known[:2]):
            cells[0] = ("Sam", "Alex")[number]
        rng = Random(f"callers {self.seed}")
        first = FIRST_NUMBER + VOLUNTEERS
        people = invent_people(rng, range(first, first + CALLERS - len(known)))
        self._listed("phone-bank.csv", list(people), known)

    def _write_to_volunteers(self) -> None:
        if GroupMessage.objects.filter(group=self._lead).exists():
            return
        coordinator = _actor(story.LEAD.coordinator)
        with transaction.atomic():  # a draft alone would pass for a message sent, the next time
            draft = write_message(group=self._lead, data=story.MESSAGE, actor=coordinator)
            send_message(message=draft, at=None, version=draft.version, actor=coordinator)
        group_message_pass()
        command("deliver_due", "--until-idle")

    def _ask_for_a_file(self) -> None:
        if not MemberExport.objects.filter(group=self._lead).exists():
            request_export(
                group=self._lead,
                reason="Name badges for the volunteers of the day of action.",
                wanted=MemberFilter(tag="volunteer"),
                columns=("given_name", "family_name"),
                file_format="csv",
                actor=_steward(),
            )

    def _invite(self) -> None:
        if not self.is_over:
            invite_staff(
                group=self._lead,
                email=story.INVITED,
                role=Role.ORGANIZER,
                actor=_actor(story.LEAD.coordinator),
            )

    def _volunteers(self) -> list[Person]:
        rng = Random(f"volunteers {self.seed}")
        return list(invent_people(rng, range(FIRST_NUMBER, FIRST_NUMBER + VOLUNTEERS)))

    def _listed(
        self, name: str, people: list[Person], first: list[list[str]] | None = None
    ) -> MemberImport:
        """The import of such a list, previewed."""
        path = self.folder / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEADER, *(first or []), *map(_cells, people)])
        row, _ = request_member_import(
            group=self._lead, open_file=lambda: path.open("rb"), name=name, actor=_steward()
        )
        work_until_done(row)
        row.refresh_from_db()
        return row


def _cells(person: Person) -> list[str]:
    return [
        person.given.written,
        person.family.written,
        person.email,
        "",
        person.place.zip_code,
        "no" if person.number % 9 == 0 else "yes",
    ]


def _steward() -> Actor:
    return _actor(story.STEWARD.email)


def _actor(email: str) -> Actor:
    return Actor(user_id=User.objects.get(email=email).pk)
