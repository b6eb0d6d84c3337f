"""What the links in mails about an event lead to: shown on GET, done on POST, quiet when wrong."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from time_machine import travel

from core import vault
from core.actors import SYSTEM
from core.links import issue
from core.services.suppression import is_suppressed
from events.links import RSVP, rsvp_url
from events.models import Event, Rsvp
from events.services.event import update_event
from events.services.event_move import cancel_event
from events.when import when_text
from groups.identity import email_identity
from groups.vault_owner import group_owner
from petitions.links import CONFIRM
from tests.events.gatherings import a_private_event, an_event, answer, composed, rsvp_of
from tests.pages.words import is_quiet, text_of
from tests.stories import Coalition, coalition_of

pytestmark = pytest.mark.django_db
PAGES = ("", "cancel/", "stop/", "not-me/")
PRIVATE = ("Hidden Hearth", "77 Whisper Lane", "Ring twice")


@pytest.fixture
def story() -> Coalition:
    return coalition_of(1)


@pytest.fixture
def rsvp(story: Coalition) -> Rsvp:
    return answer(an_event(story, venue="Town Hall", directions="Bus 5"), "ana", guests=2)


def link(rsvp: Rsvp, page: str = "") -> str:
    return "/r/" + rsvp_url(rsvp.pk).partition("/r/")[2] + page


def row_of(rsvp: Rsvp) -> dict[str, Any]:
    return dict(Rsvp.objects.values().get(pk=rsvp.pk))


def now_of(rsvp: Rsvp) -> Rsvp:
    return Rsvp.objects.get(pk=rsvp.pk)


def leaks(page: Any) -> list[str]:
    """What of the private place the answer holds; a calendar folds its lines."""
    text = page.content.decode().replace("\r\n ", "")
    return [word for word in PRIVATE if word in text]


def buttons_of(page: Any) -> list[str]:
    return re.findall(r"<button[^>]*>([^<]+)<", page.content.decode())


def began(rsvp: Rsvp, *, hours: float) -> None:
    start = timezone.now() - timedelta(hours=hours)
    rows = Event.objects.filter(pk=rsvp.event_id)
    rows.update(starts_at=start, ends_at=start + timedelta(hours=2))


def test_shows_the_person_their_answer(rsvp: Rsvp) -> None:
    page = Client().get(link(rsvp))

    words = text_of(page)
    expected = [
        "You are coming", when_text(rsvp.event), "New York, NY Town Hall", "Bus 5",
        "Ana Castillo", "ana@guests.example", "2 people", rsvp.event.group.name,
    ]  # fmt: skip
    assert [part for part in expected if part not in words] == []
    offered = [
        name for name in ("event.ics", *PAGES[1:]) if f'href="{name}"' in page.content.decode()
    ]
    assert offered == ["event.ics", "cancel/", "stop/", "not-me/"]
    assert buttons_of(page) == ["Change how many I bring"]


@pytest.mark.parametrize("part", [*PAGES, "event.ics"])
def test_reading_changes_nothing(rsvp: Rsvp, part: str) -> None:
    before = row_of(rsvp)

    shown = Client().get(link(rsvp, part), {"action": "cancel", "List-Unsubscribe": "One-Click"})
    head = Client().head(link(rsvp, part))

    assert (shown.status_code, head.status_code, head.content) == (200, 200, b"")
    assert not is_quiet(shown)
    assert row_of(rsvp) == before
    assert Client().delete(link(rsvp, part)).status_code == 405


@pytest.mark.parametrize("part", [*PAGES, "event.ics"])
def test_nothing_of_a_link_is_kept_or_told_to_others(rsvp: Rsvp, part: str) -> None:
    shown = Client().get(link(rsvp, part))

    kept = {"no-cache", "no-store", "must-revalidate", "private", "max-age=0"}
    assert set(shown.headers["Cache-Control"].split(", ")) == kept
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert (shown.headers["X-Robots-Tag"], shown.cookies) == ("noindex", {})
    assert re.findall(rb"<script|<style|\sstyle=|onclick", shown.content) == []


def test_a_private_address_is_for_who_is_going_and_has_confirmed(story: Coalition) -> None:
    event = a_private_event(story, capacity=2, directions="Ring twice", venue_hint="Near the park")
    going, waiting = answer(event, "ana", guests=1), answer(event, "bo")
    pages = [*PAGES, "event.ics"]

    unconfirmed = [Client().get(link(going, page)) for page in pages]
    assert [leaks(page) for page in unconfirmed] == [[]] * 5
    assert "Confirm to see the address." in text_of(unconfirmed[0])
    confirmed = Client().post(link(going))
    assert leaks(confirmed) == list(PRIVATE)
    assert leaks(Client().get(link(going, "event.ics"))) == list(PRIVATE[:2])
    assert [leaks(Client().get(link(going, page))) for page in PAGES[1:]] == [[]] * 3
    still_waiting = [Client().post(link(waiting)), Client().get(link(waiting, "event.ics"))]
    assert [leaks(page) for page in still_waiting] == [[], []]
    assert "You are number 1 in line." in text_of(still_waiting[0])
    Client().post(link(going, "cancel/"))
    after = [Client().get(link(going, page)) for page in pages]
    assert [leaks(page) for page in after] == [[]] * 5
    # The one who waited has the place now, and had confirmed before.
    assert leaks(Client().get(link(waiting))) == list(PRIVATE)


def test_confirming_twice_keeps_the_first_time(story: Coalition) -> None:
    rsvp = answer(a_private_event(story), "ana")

    Client().post(link(rsvp))
    first = row_of(rsvp)
    again = Client().post(link(rsvp))

    assert (row_of(rsvp), first["confirmed_at"] is not None) == (first, True)
    assert buttons_of(again) == ["Change how many I bring"]


def test_changes_how_many_one_brings(story: Coalition) -> None:
    event = an_event(story, capacity=3)
    rsvp, waiting = answer(event, "ana", guests=2), answer(event, "bo", guests=1)
    client, path = Client(enforce_csrf_checks=True), link(rsvp)
    shown = client.get(path).content.decode()
    assert 'name="seen" value="2"' in shown
    assert 'min="0" max="2" value="2"' in shown

    done = [client.post(path, {"guests": "0", "seen": "2"}) for _ in range(2)]
    assert [(page.status_code, "Your answer is changed." in text_of(page)) for page in done] == [
        (200, True)
    ] * 2
    assert "You bring Nobody" in text_of(done[1])
    assert (now_of(rsvp).confirmed_at, now_of(waiting).state) == (None, "going")

    for guests, seen, status, said in [
        ("2", "0", 400, "There are not enough free seats for so many."),
        ("3", "0", 400, "There is room for 3 in all."),
        ("", "0", 400, "Write how many people you bring: 0 to 10."),
        ("1", "x", 400, "The form was changed on its way."),
        ("1", "2", 412, "Your answer was changed meanwhile."),
    ]:
        refused = client.post(path, {"guests": guests, "seen": seen})
        words = text_of(refused)
        assert (refused.status_code, said in words, "You bring Nobody" in words) == (
            status, True, True,
        )  # fmt: skip
        assert f'max="2" value="{guests}"' in refused.content.decode()
    assert now_of(rsvp).guests == 0


def test_pressing_the_button_with_nothing_changed_leaves_the_answer(rsvp: Rsvp) -> None:
    words = text_of(Client().post(link(rsvp), {"guests": "2", "seen": "2"}))
    assert ("Your answer stays as it is." in words, "is changed" in words) == (True, False)


def test_says_to_a_party_that_became_too_large_what_it_can_do(story: Coalition) -> None:
    event = an_event(story, capacity=3)
    answer(event, "ana")
    rsvp = answer(event, "bo", guests=2)
    update_event(event=event, changes={"capacity": 2}, version=1, actor=SYSTEM)

    assert "There is room for 2 in all, fewer than you" in text_of(Client().get(link(rsvp)))
    page = Client().post(link(rsvp), {"guests": "0", "seen": "2"})

    assert ("You are coming" in text_of(page), now_of(rsvp).state) == (True, "going")


def test_cancels_on_post_and_says_what_is_erased(rsvp: Rsvp) -> None:
    asked = Client().get(link(rsvp, "cancel/"))
    done = [Client().post(link(rsvp, "cancel/")), Client().post(link(rsvp, "cancel/"))]

    assert "You cannot come?" in text_of(asked)
    assert [("It is cancelled" in text_of(page)) for page in done] == [True, True]
    assert (now_of(rsvp).state, now_of(rsvp).sealed) == ("cancelled", None)
    after = Client().get(link(rsvp))
    assert "You have cancelled" in text_of(after)
    assert "ana@guests.example" not in after.content.decode()
    assert is_quiet(Client().get(link(rsvp, "event.ics")))


def test_one_click_of_a_mail_program_stops_reminders(rsvp: Rsvp) -> None:
    client = Client(enforce_csrf_checks=True)

    said = [
        client.post(
            link(rsvp, "stop/"),
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
        )
        for _ in range(2)
    ]

    assert [(answer.status_code, answer.cookies) for answer in said] == [(200, {}), (200, {})]
    assert "No more reminders" in text_of(said[0])
    assert (now_of(rsvp).state, now_of(rsvp).muted_at is not None) == ("going", True)
    assert "You get no reminders." in text_of(Client().get(link(rsvp)))


def test_the_button_stops_reminders_too(rsvp: Rsvp) -> None:
    asked = Client().get(link(rsvp, "stop/"))
    Client(enforce_csrf_checks=True).post(link(rsvp, "stop/"))

    assert re.findall(r"<button[^>]*>([^<]+)<", asked.content.decode()) == ["No more reminders"]
    assert now_of(rsvp).muted_at is not None


def test_not_me_erases_on_post_and_stops_all_mail(rsvp: Rsvp) -> None:
    asked = Client().get(link(rsvp, "not-me/"))
    done = [Client().post(link(rsvp, "not-me/")), Client().post(link(rsvp, "not-me/"))]

    assert "You did not answer this?" in text_of(asked)
    assert [("It is erased" in text_of(page)) for page in done] == [True, True]
    assert (now_of(rsvp).state, now_of(rsvp).sealed) == ("cancelled", None)
    identity = email_identity("ana@guests.example")
    assert is_suppressed(identity=identity, scope=f"event:{rsvp.event_id}")
    assert not is_suppressed(identity=identity)


def test_the_links_of_a_mail_lead_here(rsvp: Rsvp) -> None:
    [mail] = composed(rsvp, "events.rsvp")
    assert mail is not None

    paths = sorted(set(re.findall(r"http://[^/\s]+(/r/\S+)", mail.text)))
    pages = [Client().get(path) for path in paths]

    assert [path.split("/", 3)[3] for path in paths] == ["", "cancel/", "not-me/"]
    assert [(page.status_code, is_quiet(page)) for page in pages] == [(200, False)] * 3


@pytest.mark.parametrize(
    ("hours", "said"), [(1, "The event has begun."), (3, "This event is over")]
)
def test_after_the_start_nothing_is_offered_but_to_erase(
    rsvp: Rsvp, hours: float, said: str
) -> None:
    began(rsvp, hours=hours)

    page = Client().get(link(rsvp))

    assert said in text_of(page)
    offered = re.findall(r'href="(event\.ics|[a-z-]+/)"', page.content.decode())
    assert (offered, b"<form" in page.content) == (["cancel/", "not-me/"], False)
    stop = Client().get(link(rsvp, "stop/"))
    assert ("There are no more reminders" in text_of(stop), b"<form" in stop.content) == (
        True,
        False,
    )
    assert "Erase your answer?" in text_of(Client().get(link(rsvp, "cancel/")))
    Client().post(link(rsvp, "cancel/"))
    assert now_of(rsvp).sealed is None
    assert "answer again" not in text_of(Client().get(link(rsvp)))


def test_who_comes_late_to_a_private_event_can_still_confirm(story: Coalition) -> None:
    rsvp = answer(a_private_event(story), "ana")

    began(rsvp, hours=0.1)
    assert "Confirm to see the address." in text_of(Client().get(link(rsvp)))
    assert leaks(Client().post(link(rsvp))) == list(PRIVATE[:2])
    began(rsvp, hours=3)
    assert [leaks(Client().get(link(rsvp, part))) for part in ("", "event.ics")] == [[], []]


def test_a_cancelled_event_says_so_and_offers_nothing_else(story: Coalition) -> None:
    event = a_private_event(story)
    rsvp = answer(event, "ana")
    Client().post(link(rsvp))
    cancel_event(event=event, version=1, actor=SYSTEM)

    page = Client().get(link(rsvp))

    assert "This event is cancelled" in text_of(page)
    offered = re.findall(r'href="(event\.ics|[a-z-]+/)"', page.content.decode())
    assert (offered, b"<form" in page.content) == (["cancel/", "not-me/"], False)
    calendar = Client().get(link(rsvp, "event.ics"))
    assert Calendar.from_ical(calendar.content).events[0]["STATUS"] == "CANCELLED"
    assert [leaks(page), leaks(calendar)] == [[], []]


def test_links_that_are_not_valid_change_nothing(rsvp: Rsvp) -> None:
    good = link(rsvp)
    before = row_of(rsvp)
    with travel(timezone.now() - timedelta(days=401), tick=False):
        expired = link(rsvp)
    flipped = good[:-3] + ("A" if good[-3] != "A" else "B") + good[-2:]
    other = f"/r/{issue(CONFIRM, rsvp.pk, timezone.now())}/"
    stranger = f"/r/{issue(RSVP, rsvp.pk.__class__(int=7), timezone.now())}/"

    for wrong in [expired, flipped, other, stranger, good[:-8] + "/", "/r/x/", "/r/%00/"]:
        for page in [*PAGES, "event.ics"]:
            assert is_quiet(Client().get(wrong + page)), wrong + page
        for page in PAGES:
            assert is_quiet(Client().post(wrong + page)), wrong + page
    assert row_of(rsvp) == before


def test_a_link_to_shredded_data_is_quiet(story: Coalition, rsvp: Rsvp) -> None:
    vault.shred(group_owner(rsvp.event.group_id))

    assert [is_quiet(Client().get(link(rsvp, page))) for page in PAGES] == [True] * 4


def test_a_number_in_the_address_opens_nothing(rsvp: Rsvp) -> None:
    assert [is_quiet(Client().get(f"/r/{guess}/")) for guess in (rsvp.pk, 1)] == [True, True]


def test_shows_the_answer_of_the_present(story: Coalition) -> None:
    """Who cancelled and comes anew is on the same link again."""
    event = an_event(story)
    rsvp = answer(event, "ana")
    address = link(rsvp)
    Client().post(link(rsvp, "cancel/"))

    answer(event, "ana", guests=1)

    assert rsvp_of(event, "ana").pk == rsvp.pk
    assert "You are coming" in text_of(Client().get(address))
