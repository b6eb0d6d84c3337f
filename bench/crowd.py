"""A campaign grown large: 250,000 signatures, 50,000 events, 200,000 members of one group, one
action in 200 cities, and an event to which 2,000 people come.

Rows are written without the services, many at a time; the tally is counted by the product itself.
"""

import random
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db import connection

from accounts.models import User
from accounts.services.user import create_user
from bench.gathering import ZONE, fill, make_event
from campaign.models import Campaign
from config.demo.invented_people import Person, invent_people
from core import vault
from core.actors import SYSTEM
from core.errors import Invalid
from events.event_place import find_place
from events.local_time import in_zone
from events.models import Action, Event
from events.services.action import create_action
from events.services.event import create_events_of
from groups.identity import email_identity
from groups.member_identity import member_id
from groups.member_person import MemberPerson, to_bytes
from groups.models import Group, Member, MemberSource, Role
from groups.services.staff import add_staff
from groups.vault_owner import group_owner
from petitions.models import Petition, Source
from petitions.services.petition import create_petition, open_petition
from petitions.services.tally import recount
from places.models import PostalCode

SIGNATURES, EVENTS, MEMBERS, GROUPS = 250_000, 50_000, 200_000, 10
DAYS, GUESTS = 60, 2000

# Each signature has a place like most people's, a day, and a source; nobody opens what is sealed.
SIGN = """
INSERT INTO petitions_signature
  (id, petition_id, source_id, state, named, display, country, region, city, slot, repeats,
   suspect, signed_at, received_at, sealed)
SELECT gen_random_uuid(), %(petition)s, (%(sources)s::bigint[])[1 + n %% %(groups)s],
       CASE WHEN n %% 20 = 0 THEN 'unconfirmed' WHEN n %% 3 = 0 THEN 'attested'
            ELSE 'confirmed' END,
       true, CASE WHEN n %% 7 = 0 THEN 'anonymous' ELSE 'name' END, 'US',
       place.region, place.city, 0, 0, '', at, at, '\\x01'
FROM generate_series(1, %(rows)s) AS n
JOIN (SELECT row_number() OVER (ORDER BY code) AS number, city, region FROM places_postalcode
      WHERE region <> '') AS place ON place.number = 1 + (n * 7919::bigint) %% 30000
CROSS JOIN LATERAL (SELECT now() - (n %% %(days)s) * interval '1 day' AS at) AS stamp
"""


def make_campaign() -> Campaign:
    """The campaign `bench`, its ten groups all partners, with an event and its places loaded."""
    campaign = make_event().campaign
    for number in range(1, GROUPS):
        group = Group.objects.create(slug=f"bench-{number}", name=f"Bench Neighbours {number}")
        campaign.partners.create(group=group, state="active")
    return campaign


def make_petition(campaign: Campaign) -> Petition:
    """The petition `bench`, signed and counted."""
    petition = create_petition(
        slug="bench", title="Keep the clinic open", campaign=campaign, group=campaign.lead,
        text="We ask the county board to fund the clinic.", target="The county board",
        actor=SYSTEM,
    )  # fmt: skip
    petition = open_petition(petition=petition, actor=SYSTEM)
    groups = Group.objects.order_by("pk")
    sources = [
        Source.objects.get_or_create(petition=petition, group=group)[0].pk for group in groups
    ]
    facts = {
        "petition": petition.pk, "sources": sources, "groups": len(sources), "rows": SIGNATURES,
        "days": DAYS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SIGN, facts)
        cursor.execute("VACUUM ANALYZE petitions_signature")
    recount(petition=petition, actor=SYSTEM)
    return petition


def make_action(campaign: Campaign, slug: str, *, cities: int, in_city: int) -> Action:
    """One day in that many cities all over the country, with so many people in each."""
    action = create_action(
        slug=slug, title="Day of action", campaign=campaign, group=campaign.lead,
        date=(datetime.now(UTC) + timedelta(days=7)).date(), local_time=time(12),
        duration_minutes=90, actor=SYSTEM,
    )  # fmt: skip
    places = [(campaign.lead, place) for place in islice(_cities(), cities)]
    for event in create_events_of(action=action, cities=places, actor=SYSTEM):
        fill(event, in_city)
    return action


def _cities() -> Iterator[Mapping[str, object]]:
    """Cities all over the country, without those of which an event must say more: their zone."""
    known = PostalCode.objects.filter(latitude__isnull=False).order_by("city", "region")
    places = list(known.values("city", "region").distinct())
    random.Random(3).shuffle(places)
    for place in places:
        with suppress(Invalid):
            find_place(**place)
            yield place


def scatter_events(pattern: Event) -> None:
    """Events like this one, all over the country, most where most ZIP codes are."""
    known = PostalCode.objects.filter(latitude__isnull=False)
    places = list(known.values_list("city", "region", "latitude", "longitude"))
    rng = random.Random(7)
    rows = [_event(pattern, number, rng, places) for number in range(EVENTS)]
    Event.objects.bulk_create(rows, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE events_event")


def _event(pattern: Event, number: int, rng: random.Random, places: list[Any]) -> Event:
    city, region, latitude, longitude = rng.choice(places)
    ahead = timedelta(hours=rng.randrange(1, 900))
    row = Event(
        slug=f"event-{number}", campaign_id=pattern.campaign_id, group_id=pattern.group_id,
        title="Rally", city=city, region=region, latitude=latitude, longitude=longitude,
        duration_minutes=60, reminders=[],
    )  # fmt: skip
    row.set_start(in_zone(datetime.now(UTC).replace(microsecond=0) + ahead, ZONE))
    return row


def fill_members(group: Group, people: int) -> None:
    """So many people on the group's list."""
    sealer, at = vault.sealer(group_owner(group.pk)), datetime(2026, 1, 1, tzinfo=UTC)
    rows = []
    for person in invent_people(random.Random(5), range(people)):
        pk = member_id(group.pk, email_identity(person.email))
        when = at + timedelta(seconds=person.number)
        row = Member(
            pk=pk, group=group, country="US", region=person.place.state, city=person.place.city,
            contactable=True, source_kind=MemberSource.IMPORT, created_at=when, updated_at=when,
            sealed=sealer.seal(pk, to_bytes(_member(person))),
        )  # fmt: skip
        rows.append(row)
    Member.objects.bulk_create(rows, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE groups_member")


def _member(person: Person) -> MemberPerson:
    return MemberPerson(
        given_name=person.given.written,
        family_name=person.family.written,
        email=person.email,
        street=person.street,
        postal_code=person.place.zip_code,
    )


def make_person(group: Group, role: Role) -> User:
    """Somebody who works there in this role."""
    user = create_user(email=f"{role}@staff.example", actor=SYSTEM)
    add_staff(user=user, group=group, role=role, actor=SYSTEM)
    return user
