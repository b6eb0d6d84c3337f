"""Private addresses: only to confirmed RSVPs, and to the staff of the event's own group.

Everything that people, programs, calendars, mails, logs and tables can be asked for is looked
through for the words of an address that was planted.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.links import issue
from core.models import Message
from core.services.message_delivery import deliver_pass
from events.links import RSVP
from events.models import Event, EventState, Reminder, Rsvp
from events.services.event import create_events_of
from events.services.event_move import cancel_event, move_event, reopen_event
from events.services.reminder import remind_pass
from events.services.rsvp_decision import cancel_rsvp, confirm_rsvp
from groups.models import Role, Token
from tests.events.gatherings import an_action, an_event, answer, in_days, mailbox
from tests.journeys.crawl import Visitor, addresses, crawl, routes
from tests.planted import found_in_bytes, found_in_database, found_in_redis
from tests.stories import (
    Coalition,
    coalition_of,
    open_petition_of,
    platform_admin,
    staff_of,
    token_of,
)

# Some hundred addresses for each of many visitors.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
WORDS = ["Quillfeather", "Zanzibarrow", "vermillionite"]
PLACE = {
    "venue": "Quillfeather Parlour",
    "address": "4719 Zanzibarrow Passage",
    "directions": "Knock thrice on the vermillionite door.",
}
LEAD, HOST, OTHER = 0, 1, 2  # the groups of the coalition
GROUPS = {"lead": LEAD, "host": HOST, "other": OTHER}


@pytest.fixture
def story() -> Coalition:
    return coalition_of(3)


@pytest.fixture
def mail(tmp_path: Path, settings: Any) -> Path:
    settings.SIGN_LIMITS = False
    settings.EMAIL_URL = f"file://{quote(str(tmp_path / 'mail'))}"
    return tmp_path / "mail"


def a_meeting(story: Coalition, slug: str, **fields: Any) -> Event:
    return an_event(story, group=HOST, slug=slug, **{"is_private": True, **PLACE, **fields})


def private_events(story: Coalition) -> list[Event]:
    """The meeting that people go to, and one in each other state that an event can be in."""
    meeting = a_meeting(story, "meeting", capacity=2)
    a_meeting(story, "draft", state=EventState.DRAFT)
    cancelled = a_meeting(story, "cancelled")
    cancel_event(event=cancelled, version=1, actor=SYSTEM)
    past = a_meeting(story, "past")
    long_ago = timezone.now() - timedelta(days=2)
    Event.objects.filter(pk=past.pk).update(
        starts_at=long_ago, ends_at=long_ago + timedelta(hours=2), local_date=long_ago.date()
    )
    was_public = a_meeting(story, "was-public", is_private=False)
    move_event(event=was_public, version=1, actor=SYSTEM, is_private=True)
    action = an_action(story, slug="plan")
    city = {"city": "Oakland", "region": "CA", "slug": "in-a-plan", "is_private": True, **PLACE}
    create_events_of(action=action, cities=[(story.groups[HOST], city)], actor=SYSTEM)
    return [meeting, *Event.objects.exclude(pk=meeting.pk)]


def people_of(meeting: Event) -> dict[str, Rsvp]:
    """One person for each thing that can have become of an answer."""
    rsvps = {}
    for name in ("cancelled", "unconfirmed"):
        rsvps[name] = answer(meeting, name)
    confirm_rsvp(rsvp_id=rsvps["cancelled"].pk)
    cancel_rsvp(rsvp_id=rsvps["cancelled"].pk)
    for name in ("confirmed", "waiting", "waiting-confirmed"):
        rsvps[name] = answer(meeting, name)
    for name in ("confirmed", "waiting-confirmed"):
        confirm_rsvp(rsvp_id=rsvps[name].pk)
    states = {name: Rsvp.objects.get(pk=rsvp.pk).state for name, rsvp in rsvps.items()}
    assert states == {
        "cancelled": "cancelled",
        "unconfirmed": "going",
        "confirmed": "going",
        "waiting": "waiting",
        "waiting-confirmed": "waiting",
    }
    return rsvps


def visitors(story: Coalition, of: str) -> Iterator[Visitor]:
    """Who has no account, who has one elsewhere, or who may do all that staff of a group of the
    coalition may: with a token, and signed in. No role takes away what another one gives."""
    if of == "anyone":
        yield Visitor("anyone")
        return
    users = {"admin": platform_admin(), "stranger": staff_of(coalition_of(1).lead, *Role)}
    if of in GROUPS:
        users = {"staff": staff_of(story.groups[GROUPS[of]], *Role)}
    for name, user in users.items():
        roles = list(user.staff_roles.select_related("group"))
        token = token_of(user, roles[0].group if roles else story.lead)
        yield Visitor(f"{name} by token", token=token)
        yield Visitor(f"{name} signed in", user=user)


def names_of(story: Coalition) -> dict[str, list[str]]:
    """By the part of an address before them, or by their own; `slug` is for all other addresses."""
    events = list(Event.objects.values_list("slug", flat=True))
    petitions = [open_petition_of(story, group=HOST).slug]
    campaigns, actions = [story.campaign.slug], ["plan"]
    groups = [group.slug for group in story.groups]
    return {
        **dict.fromkeys(("events", "e"), events),
        **dict.fromkeys(("actions", "a"), actions),
        **dict.fromkeys(("campaigns", "c"), campaigns),
        **dict.fromkeys(("petitions", "p"), petitions),
        **dict.fromkeys(("groups", "group"), groups),
        "kind": ["event", "action", "campaign", "petition"],
        "slug": [*events, *actions, *campaigns, *petitions],
        "prefix": [token.prefix for token in Token.objects.all()[:2]],
        "code": ["not_found", "event.unknown"],
    }


def starts_of(story: Coalition) -> list[str]:
    """Every address, and the questions that lists answer."""
    asked = (
        "near=10001&within=500",
        "near=94607",
        f"campaign={story.campaign.slug}",
        "action=plan",
    )
    return [*addresses(names_of(story)), *(f"/api/v1/events/?{query}" for query in asked)]


def tells(content: bytes) -> bool:
    """Whether a planted word is in it, also where a calendar has folded a line."""
    unfolded = re.sub(rb"\r?\n[ \t]", b"", content)
    return bool(found_in_bytes(WORDS, content + b"\n" + unfolded))


def send_all(folder: Path) -> dict[str, list[EmailMessage]]:
    """What each mailbox was sent since it was last looked into."""
    deliver_pass()
    sent: dict[str, list[EmailMessage]] = {}
    for file in sorted(folder.glob("*.eml")):
        letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        sent.setdefault(str(letter["To"]), []).append(letter)
        file.unlink()
    # What the outbox keeps of a letter that left: which plan it told.
    Message.objects.filter(state="done", told=None).update(told=1)
    return sent


def telling(sent: dict[str, list[EmailMessage]]) -> dict[str, list[bool]]:
    """For each mailbox and letter whether it tells the place, its attachments decoded."""
    return {to: [tells(_decoded(letter)) for letter in letters] for to, letters in sent.items()}


def _decoded(letter: EmailMessage) -> bytes:
    parts = [part.get_payload(decode=True) for part in letter.walk() if not part.is_multipart()]
    return letter.as_bytes() + b"\n" + b"\n".join(bytes(part) for part in parts)


def told_to(story: Coalition, who: str) -> dict[str, set[str]]:
    """The addresses that tell the place, by visitor."""
    starts, told = starts_of(story), {}
    for visitor in visitors(story, who):
        pages = list(crawl(visitor, [path for path in starts if visitor.is_known_at(path)]))
        assert {page.status for page in pages} >= {200, 404}
        told[visitor.name] = {page.path for page in pages if tells(page.content)}
    return told


@pytest.mark.parametrize("who", ["anyone", "outside", "lead", "other"])
def test_no_page_no_answer_and_no_calendar_tells_a_private_address(
    story: Coalition, mail: Path, who: str, capfd: pytest.CaptureFixture[str]
) -> None:
    people_of(private_events(story)[0])
    assert set().union(*told_to(story, who).values()) == set()
    _require_nothing_kept(capfd)


def test_staff_of_the_group_that_hosts_it_find_it_at_the_api(
    story: Coalition, mail: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """And at no page that is not theirs."""
    events = private_events(story)
    people_of(events[0])
    told = told_to(story, "host")
    shown = {f"/api/v1/events/{event.slug}/" for event in events}
    for role in Role:
        person = story.person(group=HOST, role=role)
        visitor = Visitor(role, token=token_of(person, story.groups[HOST]))
        assert {path for path in shown if not tells(visitor.get(path).content)} == set()
    by_token = told["staff by token"]
    assert {path for path in by_token if not path.startswith("/api/v1/")} == set()
    assert shown - by_token == set()
    signed_in = told["staff signed in"]
    assert signed_in
    assert {path for path in signed_in if not path.startswith("/desk/")} == set()
    _require_nothing_kept(capfd)


def test_behind_the_links_of_mails_the_confirmed_person_alone_finds_it(
    story: Coalition, mail: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rsvps = people_of(private_events(story)[0])
    pages_of_people = [route for route in routes() if "<str:token>" in route]
    told: dict[str, set[str]] = {}
    for name, rsvp in rsvps.items():
        token = issue(RSVP, rsvp.pk, timezone.now())
        starts = ["/" + route.replace("<str:token>", token) for route in pages_of_people]
        pages = crawl(Visitor(name), starts)
        told[name] = {page.path.replace(token, "TOKEN") for page in pages if tells(page.content)}
    assert {name for name in told if name != "confirmed" and told[name]} == set()
    if "r/<str:token>/" in pages_of_people:
        assert told["confirmed"] >= {"/r/TOKEN/", "/r/TOKEN/event.ics"}
    _require_nothing_kept(capfd)


def test_no_mail_tells_it_but_those_to_the_confirmed_person(
    story: Coalition, mail: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    meeting = private_events(story)[0]
    first = telling(send_all(mail))
    people_of(meeting)
    confirmed = mailbox("confirmed")
    answers = telling(send_all(mail))
    meeting = Event.objects.get(pk=meeting.pk)
    meeting = move_event(
        event=meeting, version=meeting.version, actor=SYSTEM, start=in_days(11, at="14:00")
    )
    news = telling(send_all(mail))
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Reminder.objects.filter(event=meeting, state="pending").update(due_at=an_hour_ago)
    remind_pass()
    reminders = telling(send_all(mail))
    meeting = cancel_event(event=meeting, version=meeting.version, actor=SYSTEM)
    off = telling(send_all(mail))
    reopen_event(event=meeting, version=meeting.version, actor=SYSTEM)
    on = telling(send_all(mail))
    assert first == {}
    others = {mailbox(name): [False] for name in ("unconfirmed", "waiting", "waiting-confirmed")}
    assert answers == {**others, confirmed: [True]}
    assert news == {**others, confirmed: [True]}
    assert reminders == {mailbox("unconfirmed"): [False] * 2, confirmed: [True] * 2}
    assert {to: letters for to, letters in off.items() if to != confirmed} == others
    assert on == {**others, confirmed: [True]}
    _require_nothing_kept(capfd)


def test_who_moves_up_is_told_once_confirmed(story: Coalition, mail: Path) -> None:
    rsvps = people_of(private_events(story)[0])
    send_all(mail)
    cancel_rsvp(rsvp_id=rsvps["confirmed"].pk)
    cancel_rsvp(rsvp_id=rsvps["unconfirmed"].pk)
    assert telling(send_all(mail)) == {
        mailbox("waiting"): [False],
        mailbox("waiting-confirmed"): [True],
    }


def _require_nothing_kept(capfd: pytest.CaptureFixture[str]) -> None:
    """In clear: in the tables, in Redis, in what was logged."""
    out, err = capfd.readouterr()
    logged = found_in_bytes(WORDS, (out + err).encode(), "log")
    assert [*found_in_database(WORDS), *found_in_redis(WORDS), *logged] == []
