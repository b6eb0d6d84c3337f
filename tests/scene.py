"""One whole situation that has something to show on every page: what the browser tests, the
screenshots and the search for untranslated text look at.

`build_scene(mark)` passes every text that people would have written through `mark`, so that a
test can tell data from the pages' own words.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils import timezone

from accounts.models import User
from campaign.models import Campaign, Stage
from campaign.services.campaign import create_campaign
from campaign.services.locality import add_locality
from campaign.services.partner import accept_invitation, invite_partner
from core import links
from core.actors import ANYONE, SYSTEM
from events.event_place import find_place
from events.links import RSVP
from events.models import Action, Event, Rsvp
from events.rsvp_form import read_rsvp_form
from events.rsvp_identity import rsvp_id
from events.services.action import create_action
from events.services.event import create_event, create_events_of
from events.services.event_move import cancel_event
from events.services.rsvp import answer_event
from events.services.rsvp_decision import cancel_rsvp, confirm_rsvp
from groups.identity import DEFAULT_RULES, email_identity
from groups.links import MEMBER
from groups.models import Group, Member, Role
from groups.services.group import create_group
from petitions.links import CONFIRM, DISOWN, OWN_DATA
from petitions.models import Confirmation, Petition, Signature
from petitions.services.consent_enrolment import enrol_batch
from petitions.services.decision import confirm, withdraw
from petitions.services.petition import close_petition, create_petition, open_petition
from petitions.services.signature import sign_petition
from petitions.services.tally import count_changes
from petitions.sign_form import read_sign_form
from tests.events.gatherings import in_days
from tests.petitions.signers import signer
from tests.stories import staff_of

Mark = Callable[[str], str]
STORY = (
    "The river gives **four towns** their water. The works upstream have asked to take twice as"
    " much of it.\n\n- We count every signature once.\n- We carry them to the board together.\n"
)
TEXT = (
    "We ask the river board to keep the water of the valley in public hands, and to refuse the"
    " second intake.\n\nWhoever drinks it should have a say in it."
)
CITIES = (
    ("Minneapolis", "MN"),
    ("Portland", "OR"),
    ("Seattle", "WA"),
    ("San Francisco", "CA"),
    ("Arlington", "VA"),
    ("New York", "NY"),
)


@dataclass(frozen=True)
class Scene:
    """What was built. `events` by what is special about each; tokens are of links in mails."""

    campaign: Campaign
    groups: list[Group]
    petition: Petition
    closed_petition: Petition
    unasked_petition: Petition
    action: Action
    events: dict[str, Event]
    signatures: dict[str, Signature]
    rsvps: dict[str, Rsvp]
    member: Member
    host: User
    steward: User

    def confirm_path(self, name: str) -> str:
        return f"/s/{links.issue(CONFIRM, self.signatures[name].pk, timezone.now())}/"

    def own_data_path(self, name: str) -> str:
        return f"/me/{links.issue(OWN_DATA, self.signatures[name].pk, timezone.now())}/"

    def disown_path(self, name: str) -> str:
        return f"/not-me/{links.issue(DISOWN, self.signatures[name].pk, timezone.now())}/"

    def member_path(self, page: str = "") -> str:
        return f"/me/{links.issue(MEMBER, self.member.pk, timezone.now())}/{page}"

    def rsvp_path(self, name: str, page: str = "") -> str:
        return f"/r/{links.issue(RSVP, self.rsvps[name].pk, timezone.now())}/{page}"


def build_scene(mark: Mark = str) -> Scene:
    """The scene in the current database, which should be empty of campaigns."""
    groups = _groups(mark)
    campaign = _campaign(mark, groups)
    petition = _petition(mark, campaign, "river", title="Keep the river ours", goal=500)
    unasked = _petition(mark, campaign, "letter", confirmation=Confirmation.NONE)
    closed = _petition(mark, campaign, "closed-letter", title="Open the minutes of the board")
    signatures = _signatures(mark, petition, groups)
    for number in range(37):
        signer(petition, mark(f"Person {number}"))
    count_changes()
    enrol_batch()  # who counts asked to hear from the second group
    close_petition(petition=closed, actor=SYSTEM)
    closed.refresh_from_db()
    action = _action(mark, campaign, groups[0])
    events = _events(mark, campaign, action, groups)
    return Scene(
        campaign=campaign,
        groups=groups,
        petition=petition,
        closed_petition=closed,
        unasked_petition=unasked,
        action=action,
        events=events,
        signatures=signatures,
        rsvps=_rsvps(mark, events),
        member=Member.objects.get(group=groups[1]),
        host=staff_of(groups[0], Role.ORGANIZER),
        steward=staff_of(groups[0], Role.STEWARD),
    )


def _groups(mark: Mark) -> list[Group]:
    names = {
        "river-network": "River Valley Network",
        "valle-unido": "Valle Unido",
        "lantern-union": "Lantern Workers Union, Local 12",
    }
    return [create_group(slug=slug, name=mark(name), actor=SYSTEM) for slug, name in names.items()]


def _campaign(mark: Mark, groups: list[Group]) -> Campaign:
    campaign = create_campaign(
        slug="river",
        title=mark("Water for the valley"),
        lead=groups[0],
        target=mark("The River Board"),
        demand=mark("Refuse the second intake, and keep the water in public hands."),
        story=mark(STORY),
        starts_on=in_days(-40).local.date(),
        actor=SYSTEM,
    )
    for group in groups[1:]:
        invite_partner(campaign=campaign, group=group, actor=SYSTEM)
        accept_invitation(campaign=campaign, group=group, actor=SYSTEM)
    for number, stage in enumerate(Stage):
        add_locality(
            campaign=campaign,
            slug=f"town-{number}",
            name=mark(f"Town {number}"),
            region="CA",
            stage=stage,
            stage_on=in_days(number * 7 - 20).local.date(),
            body=mark("Town council"),
            actor=SYSTEM,
        )
    return campaign


def _petition(mark: Mark, campaign: Campaign, slug: str, **fields: Any) -> Petition:
    draft = create_petition(
        slug=slug,
        title=mark(fields.pop("title", "An open letter to the board")),
        campaign=campaign,
        group=campaign.lead,
        text=mark(TEXT),
        target=mark("The River Board"),
        actor=SYSTEM,
        **fields,
    )
    return open_petition(petition=draft, actor=SYSTEM)


def _signatures(mark: Mark, petition: Petition, groups: list[Group]) -> dict[str, Signature]:
    """By the signer: `waits` has not confirmed, `counts` has, `left` has taken it back."""
    found = {}
    for name in ("waits", "counts", "left"):
        person = {
            "given_name": mark("Ana María"),
            "family_name": mark("Castillo"),
            "email": f"{name}@example.org",
            "postal_code": "10001",
            "comment": mark("My grandmother fished here."),
            "subscribe": [groups[1].slug],
            "source": f"{groups[1].slug}/leaflet",
        }
        known = list(Signature.objects.values_list("pk", flat=True))
        form = read_sign_form(person, DEFAULT_RULES)
        sign_petition(slug=petition.slug, form=form, actor=ANYONE)
        found[name] = Signature.objects.exclude(pk__in=known).get()
    for name in ("counts", "left"):
        confirm(signature_id=found[name].pk, link_issued_at=timezone.now())
    withdraw(signature_id=found["left"].pk)
    return found


def _action(mark: Mark, campaign: Campaign, group: Group) -> Action:
    return create_action(
        slug="river-day",
        title=mark("Day of the river"),
        campaign=campaign,
        group=group,
        date=in_days(12).local.date(),
        local_time=time(12),
        duration_minutes=120,
        text=mark("Noon everywhere. **Bring a bottle** of the water that you drink."),
        actor=SYSTEM,
    )


def _events(
    mark: Mark, campaign: Campaign, action: Action, groups: list[Group]
) -> dict[str, Event]:
    cities = [
        (groups[0], {"city": city, "region": region, "venue": mark(f"{city} Hall")})
        for city, region in CITIES
    ]
    created = create_events_of(action=action, cities=cities, actor=SYSTEM)
    events = dict(
        zip(("open", "plain", "full", "cancelled", "past", "begun"), created, strict=True)
    )
    Event.objects.filter(pk=events["open"].pk).update(
        address=mark("12 Main Street"),
        directions=mark("Bus 5 to the bridge."),
        accessibility=mark("No steps. Signed in ASL."),
        capacity=80,
    )
    Event.objects.filter(pk=events["full"].pk).update(capacity=2)
    cancel_event(event=events["cancelled"], version=events["cancelled"].version, actor=SYSTEM)
    _shift(events["past"], hours=-30)
    _shift(events["begun"], hours=-1)
    events["private"] = create_event(
        campaign=campaign,
        group=groups[1],
        start=in_days(5, at="18:30", zone="America/Los_Angeles"),
        place=find_place(city="Oakland", region="CA"),
        actor=SYSTEM,
        slug="kitchen-table",
        title=mark("Kitchen table evening"),
        text=mark("We write letters, and eat."),
        duration_minutes=90,
        is_private=True,
        venue=mark("At Rosa’s"),
        address=mark("77 Whisper Lane"),
        venue_hint=mark("Near the lake"),
        confirm=True,
    )
    for event in events.values():
        event.refresh_from_db()
    return events


def _shift(event: Event, *, hours: float) -> None:
    start = timezone.now() + dt.timedelta(hours=hours)
    Event.objects.filter(pk=event.pk).update(starts_at=start, ends_at=start + dt.timedelta(hours=2))


def _rsvps(mark: Mark, events: dict[str, Event]) -> dict[str, Rsvp]:
    """By what became of the answer."""
    rsvps = {
        "going": _answer(mark, events["open"], "going", guests=2),
        "unconfirmed": _answer(mark, events["private"], "unconfirmed"),
        "confirmed": _answer(mark, events["private"], "confirmed"),
        "first": _answer(mark, events["full"], "first", guests=1),
        "waiting": _answer(mark, events["full"], "waiting"),
        "left": _answer(mark, events["open"], "left"),
    }
    confirm_rsvp(rsvp_id=rsvps["confirmed"].pk)
    cancel_rsvp(rsvp_id=rsvps["left"].pk)
    return rsvps


def _answer(mark: Mark, event: Event, name: str, *, guests: int = 0) -> Rsvp:
    person = {
        "given_name": mark("Ana María"),
        "family_name": mark("Castillo"),
        "email": f"{name}@guests.example",
        "phone": "212 555 0123",
        "guests": guests,
    }
    answer_event(slug=event.slug, form=read_rsvp_form(person, DEFAULT_RULES))
    identity = email_identity(f"{name}@guests.example")
    return Rsvp.objects.get(pk=rsvp_id(event.pk, identity))
