"""Plays the day of action: one plan in seven cities, people who come, and what goes otherwise.

Everything through the HTTP API and the links in mails, as partners and people would. One city
moves, one is cancelled, one has more people than places, one meets at a private address. The
reminders of the day before are set to be due within seconds, so that they can be read.
"""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count

from config.demo import story
from config.demo.client import Client
from config.demo.coalition import client_of
from config.demo.command import command
from config.demo.invented_people import Person, invent_people
from config.demo.mailbox import letters, newest
from core.errors import StateConflict
from core.models import Message
from core.models.duty import DutyState
from events.models import Action, Event, EventState, Rsvp
from events.selectors.rsvp import turnouts

DUE_IN = timedelta(seconds=8)
KINDS = {
    "events.rsvp": "confirmations",
    "events.promoted": "promotions",
    "events.moved": "changes",
    "events.cancelled": "cancellations",
    "events.reminder": "reminders",
}
FIRST_NUMBER = 5_000_000  # people of the day are nobody of the lists


class DayOfAction:
    """One action of one play. Each step may be repeated."""

    def __init__(self, *, slug: str, seed: int, mail: Path) -> None:
        self.slug, self._seed, self._mail = slug, seed, mail

    @property
    def is_over(self) -> bool:
        """Whether the bundle was handed over there: the last step."""
        return Event.objects.filter(action__slug=self.slug, delivery__isnull=False).exists()

    def steps(self, base: str, bundle: str) -> Iterator[None]:
        """Plays it step by step; `bundle` is the id of the one that is handed over."""
        with client_of(base, story.LEAD) as lead:
            self._plan(lead, bundle)
            yield
            people = self._people()
            self._answer(base, people)
            yield
            self._decide(base)
            yield
            self._change(lead)
            yield
            self._remind(lead)
            yield
            self._hand_over(lead)
            yield

    def board(self) -> list[dict[str, Any]]:
        """Each city with its local time, state and people."""
        rows = Event.objects.filter(action__slug=self.slug)
        events = list(rows.select_related("group", "action").order_by("pk"))
        counts = turnouts(events)
        return [
            {
                "city": event.place_name,
                "starts_at": event.start.there.isoformat(),
                "group": event.group.name,
                "state": str(event.stage),
                "private": event.is_private,
                "going": counts[event.pk].going,
                "waiting": counts[event.pk].waiting,
                "handed_over": event.delivery_id is not None,
            }
            for event in events
        ]

    def mails(self) -> dict[str, int]:
        """How many of each kind were sent."""
        ids = Rsvp.objects.filter(event__action__slug=self.slug).values("pk")
        sent = Message.objects.filter(about__in=ids, state=DutyState.DONE).values("kind")
        counted = sent.annotate(number=Count("pk")).order_by("kind")
        return {KINDS[row["kind"]]: row["number"] for row in counted}

    def _plan(self, lead: Client, bundle: str) -> None:
        """For tomorrow, in each city by its own calendar."""
        days = {city.name: _tomorrow(city.zone) for city in story.CITIES}
        date = min(days.values())
        if not Action.objects.filter(slug=self.slug).exists():
            lead.post("/api/v1/actions/", {**story.ACTION, "slug": self.slug, "date": date})
        if not Event.objects.filter(action__slug=self.slug).exists():
            own_days = {name: day for name, day in days.items() if day != date}
            cities = [
                city.body(bundle) | ({"date": own_days[city.name]} if city.name in own_days else {})
                for city in story.CITIES
            ]
            lead.post(f"/api/v1/actions/{self.slug}/events/", cities)

    def _people(self) -> dict[str, list[Person]]:
        """Who answers in each city."""
        rng, number, people = Random(f"day {self._seed}"), FIRST_NUMBER, {}
        for city in story.CITIES:
            people[city.name] = list(invent_people(rng, range(number, number + city.answers)))
            number += city.answers
        return people

    def _answer(self, base: str, people: dict[str, list[Person]]) -> None:
        for index, city in enumerate(story.CITIES):
            address = f"198.51.{index}.7"
            with Client(base, address=address) as client:
                for person in people[city.name]:
                    body = {
                        "given_name": person.given.written,
                        "family_name": person.family.written,
                        "email": person.email,
                    }
                    key = f"day-{self.slug}-{person.number}"
                    client.post(f"/api/v1/events/{self._event(city)}/rsvps/", body, key=key)

    def _decide(self, base: str) -> None:
        """People read their mail: at the full city some make room, at the private one all say
        that it was they who answered."""
        before = newest(self._mail)
        command("deliver_due", "--until-idle")
        leaving = story.FULL.leaving
        for _, paths in letters(self._mail, after=before):
            at = next((path for path in paths if path.startswith("/e/")), "")
            own = next((path for path in paths if path.startswith("/r/")), "")
            with Client(base, address="198.51.100.9") as client:
                if at == f"/e/{self._event(story.PRIVATE)}/":
                    client.press(own, {})
                elif at == f"/e/{self._event(story.FULL)}/" and leaving:
                    leaving -= 1
                    client.press(f"{own}cancel/", {})
        command("deliver_due", "--until-idle")

    def _change(self, lead: Client) -> None:
        moved = Event.objects.get(slug=self._event(story.MOVED))
        if moved.time_version == 1:
            self._post(lead, moved, "move/", story.MOVED_TO)
        cancelled = Event.objects.get(slug=self._event(story.CANCELLED))
        if cancelled.state == EventState.OPEN:
            self._post(lead, cancelled, "cancel/", {})
        command("deliver_due", "--until-idle")

    def _remind(self, lead: Client) -> None:
        """Each city sets the hour of its reminder of the day before: in a few seconds."""
        rows = Event.objects.filter(action__slug=self.slug, state=EventState.OPEN)
        for event in rows.filter(planned_reminders__state="pending").distinct():
            there = datetime.now(ZoneInfo(event.timezone)) + DUE_IN
            rules = [{"offset": "-P1D", "at": f"{there:%H:%M:%S}"}, "-PT2H"]
            lead.send(
                "PATCH",
                f"/api/v1/events/{event.slug}/",
                {"reminders": rules},
                headers={"If-Match": f'"{event.version}"'},
            )
        time.sleep(DUE_IN.total_seconds() + 1)
        sent = command("deliver_due", "--until-idle")
        if sent["failed"]:
            raise StateConflict("some mails of the day could not be sent")

    def _hand_over(self, lead: Client) -> None:
        at = self._event(story.DELIVERY)
        if not self.is_over:
            now = datetime.now(ZoneInfo("UTC")).isoformat()
            lead.post(f"/api/v1/events/{at}/handover/", {**story.HAND_OVER, "delivered_at": now})

    def _post(self, lead: Client, event: Event, what: str, body: dict[str, Any]) -> None:
        path = f"/api/v1/events/{event.slug}/{what}"
        lead.send("POST", path, body, headers={"If-Match": f'"{event.version}"'})

    def _event(self, city: story.DemoCity) -> str:
        """The slug of a city's event."""
        return f"{self.slug}-{city.name.lower().replace(' ', '-')}"


def _tomorrow(zone: str) -> str:
    """The day after the one on which the reminder will be due there."""
    there = datetime.now(ZoneInfo(zone)) + timedelta(minutes=2)
    return str(there.date() + timedelta(days=1))
