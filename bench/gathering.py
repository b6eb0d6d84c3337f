"""An event and people who come to it, written without the ORM's help: many of them, quickly."""

import json
import uuid
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

from campaign.models import Campaign
from config.demo.invented_people import GIVEN
from core.actors import SYSTEM
from core.vault import sealer
from events.event_place import find_place
from events.local_time import in_zone
from events.models import Event, Rsvp
from events.services.event import create_event
from groups.models import Group
from groups.vault_owner import group_owner
from places.services.postal_code import load_places

DOMAINS = 40
ZONE = "America/New_York"


def make_event(slug: str = "bench", **fields: object) -> Event:
    """An open event three days ahead, in a campaign of its own."""
    load_places()
    group, _ = Group.objects.get_or_create(slug="bench", defaults={"name": "Bench Neighbours"})
    campaign, _ = Campaign.objects.get_or_create(
        slug="bench",
        defaults={"title": "Bench", "lead": group, "target": "Nobody", "demand": "Speed"},
    )
    campaign.partners.get_or_create(group=group, defaults={"state": "active"})
    start = (datetime.now(UTC) + timedelta(days=3)).replace(microsecond=0, second=0)
    return create_event(
        campaign=campaign, group=group, start=in_zone(start, ZONE), actor=SYSTEM, slug=slug,
        place=find_place(city="New York", region="NY"), title="Rally for the clinic",
        duration_minutes=120, venue="Foley Square", address="1 Centre Street",
        accessibility="Step-free. Chairs are there.", **fields,
    )  # fmt: skip


def fill(event: Event, people: int) -> None:
    """So many people go."""
    opener, now = sealer(group_owner(event.group_id)), timezone.now()
    for first in range(0, people, 5000):
        rows = []
        for number in range(first, min(first + 5000, people)):
            row = uuid.UUID(int=event.pk << 64 | number + 1)
            person = {
                "given_name": GIVEN[number % len(GIVEN)].written,
                "family_name": f"Person {number}",
                "email": f"person{number}@domain{number % DOMAINS}.example",
            }
            sealed = opener.seal(row, json.dumps(person).encode())
            rows.append(
                Rsvp(id=row, event=event, state="going", sealed=sealed, received_at=now,
                     number=number)
            )  # fmt: skip
        Rsvp.objects.bulk_create(rows)


def make_due() -> None:
    """Every reminder of the day before is due now, for people who were never told of it."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_message")
        cursor.execute(
            "UPDATE events_reminder SET state = 'pending', due_at = now(), finished_at = NULL"
            " WHERE kind = 'day_before'"
        )
        cursor.execute("VACUUM ANALYZE core_message")
