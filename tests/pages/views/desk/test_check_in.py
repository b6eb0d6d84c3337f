"""The list at the door: who sees it, how much of it, and what the buttons do."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.actors import SYSTEM
from core.models import AuditEntry
from events.models import Event, EventState, Rsvp
from events.selectors.rsvp import turnouts
from events.services.event_move import cancel_event
from groups.models import Role
from tests.events.gatherings import an_event, answer
from tests.pages.words import text_of
from tests.stories import Coalition, a_person, coalition_of, platform_admin, staff_of

pytestmark = pytest.mark.django_db
HTMX = '<script src="/static/django_htmx/htmx-2.min.js" defer>'


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def event(story: Coalition) -> Event:
    """Of the partner, not of the lead. Bo comes with two, Cy waits."""
    event = an_event(story, group=1, capacity=4)
    answer(event, "ana")
    answer(event, "bo", guests=2)
    answer(event, "cy")
    return event


def path_of(event: Event) -> str:
    return f"/desk/events/{event.slug}/check-in/"


def signed_in(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


def host(story: Coalition, role: Role = Role.ORGANIZER) -> Client:
    return signed_in(story.person(group=1, role=role))


def scripts_in(page: Any) -> list[str]:
    return re.findall(r"<script[^>]*>", page.content.decode())


def names_in(page: Any) -> list[str]:
    found = re.findall(r'<p class="door-name">(.*?)</p>', page.content.decode())
    return [re.sub(r"<[^>]+>", "", name) for name in found]


def figures_in(page: Any) -> list[tuple[str, str]]:
    return re.findall(r"<dt>([\w ]+)</dt><dd>(\d+)</dd>", page.content.decode())


def press(client: Client, rsvp: Rsvp, act: str = "check-in", **fields: str) -> Any:
    """As one who was asked whether it is not too early, and said no."""
    posted = {"rsvp": str(rsvp.pk), "act": act, "early": "1", **fields}
    return client.post(path_of(rsvp.event), posted)


def rsvp_named(event: Event, name: str) -> Rsvp:
    from_form = {"ana": 0, "bo": 1, "cy": 2}
    return Rsvp.objects.filter(event=event).order_by("number")[from_form[name]]


def test_who_is_not_signed_in_does_that_first(event: Event) -> None:
    for path in (path_of(event), "/desk/events/no-such/check-in/"):
        for answered in (Client().get(path), Client().post(path), Client().head(path)):
            assert (answered.status_code, answered["Location"]) == (
                302,
                f"/accounts/login/?next={path}",
            )


def test_a_host_signs_in_and_lands_at_the_door(story: Coalition, event: Event) -> None:
    client = Client()
    sign_in = client.get(path_of(event))["Location"]
    person = story.person(group=1, role=Role.ORGANIZER)

    form = {"login": person.email, "password": "correct horse battery", "next": path_of(event)}
    landed = client.post(sign_in, form, follow=True)

    assert landed.redirect_chain[-1] == (path_of(event), 302)
    assert names_in(landed) == ["Ana C.", "Bo C. + 2", "Cy C."]


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.COORDINATOR])
def test_organizers_and_coordinators_see_masked_people(
    story: Coalition, event: Event, role: Role
) -> None:
    page = host(story, role).get(path_of(event))

    assert names_in(page) == ["Ana C.", "Bo C. + 2", "Cy C."]
    assert figures_in(page) == [("Here", "0"), ("Expected", "4"), ("Waiting list", "1")]
    [text] = re.findall(r"<main.*?</main>", page.content.decode(), re.S)
    assert [word for word in ("Castillo", "guests.example", "@") if word in text] == []
    assert not AuditEntry.objects.filter(action="rsvps.read").exists()


def test_stewards_see_people_in_full_and_it_is_audited(story: Coalition, event: Event) -> None:
    page = host(story, Role.STEWARD).get(path_of(event))

    assert names_in(page) == ["Ana Castillo", "Bo Castillo + 2", "Cy Castillo"]
    assert "bo@guests.example" in text_of(page)
    assert AuditEntry.objects.get(action="rsvps.read").detail == {"people": 3}


def test_one_entry_tells_of_a_quarter_of_an_hour_at_the_door(
    story: Coalition, event: Event
) -> None:
    steward, other = host(story, Role.STEWARD), signed_in(staff_of(story.groups[1], Role.STEWARD))
    readings = AuditEntry.objects.filter(action="rsvps.read")
    Rsvp.objects.update(received_at=timezone.now() - timedelta(hours=1))

    for _ in range(3):
        steward.get(path_of(event))
        steward.get(path_of(event), {"q": "ana"})
    assert readings.count() == 1
    other.get(path_of(event))
    assert readings.count() == 2
    # Who answers after the entry was written is in an entry, too.
    Rsvp.objects.filter(pk=answer(event, "dov").pk).update(received_at=timezone.now())
    steward.get(path_of(event))
    assert readings.order_by("pk").last().detail == {"people": 4}  # type: ignore[union-attr]  # it exists
    steward.get(path_of(an_event(story, group=1)))
    assert readings.count() == 3


def test_nobody_else_learns_that_there_is_such_a_page(story: Coalition, event: Event) -> None:
    others = [
        *[story.person(group=0, role=role) for role in Role],
        coalition_of(1).person(),
        platform_admin(),
        a_person(),
    ]
    rsvp = rsvp_named(event, "ana")

    for user in others:
        client = signed_in(user)
        missing = client.get("/desk/events/no-such/check-in/")
        answered = [client.get(path_of(event)), press(client, rsvp)]
        assert [each.status_code for each in answered] == [404, 404]
        assert {each.content for each in answered} == {missing.content}
    assert Rsvp.objects.get(pk=rsvp.pk).checked_in_at is None


def test_who_left_the_group_is_out_at_once(story: Coalition, event: Event) -> None:
    client = host(story)
    person = story.person(group=1, role=Role.ORGANIZER)
    assert client.get(path_of(event)).status_code == 200

    person.staff_roles.update(ended_at=event.created_at)

    assert client.get(path_of(event)).status_code == 404


def test_checks_in_and_takes_it_back(story: Coalition, event: Event) -> None:
    client, rsvp = host(story), rsvp_named(event, "bo")

    pressed = [press(client, rsvp), press(client, rsvp)]
    here = client.get(path_of(event))
    undone = press(client, rsvp, "undo")

    back = f"{path_of(event)}#guest-{rsvp.pk}"
    assert [(each.status_code, each["Location"]) for each in [*pressed, undone]] == [
        (303, back)
    ] * 3
    assert figures_in(here)[0] == ("Here", "3")
    assert here.content.decode().count('class="is-here"') == 1
    assert Rsvp.objects.get(pk=rsvp.pk).checked_in_at is None
    made = AuditEntry.objects.filter(action__startswith="rsvp.check").order_by("pk")
    assert list(made.values_list("action", flat=True)) == [
        "rsvp.checked_in",
        "rsvp.check_in_undone",
    ]


def test_asks_once_before_the_first_is_checked_in_long_before_the_start(
    story: Coalition, event: Event
) -> None:
    client = host(story)
    ana, bo, cy = (rsvp_named(event, name) for name in ("ana", "bo", "cy"))
    form = {"rsvp": str(ana.pk), "act": "check-in", "letter": "A"}
    days = (event.starts_at - timezone.now()).days
    early = f"This event begins in {days} days."
    assert early in text_of(client.get(path_of(event)))

    asked = client.post(path_of(event), form)
    assert asked.status_code == 200
    assert early in text_of(asked)
    assert not Rsvp.objects.exclude(checked_in_at=None).exists()
    assert client.post(path_of(event), form | {"early": "1"}).status_code == 303
    assert client.post(path_of(event), form | {"rsvp": str(bo.pk)}).status_code == 303

    waits = client.get(path_of(event))
    assert "Check in, though on the waiting list : Cy C." in text_of(waits)
    client.post(path_of(event), form | {"rsvp": str(cy.pk)})
    assert figures_in(client.get(path_of(event))) == [
        ("Here", "5"), ("Expected", "4"), ("Waiting list", "0"),
    ]  # fmt: skip
    assert turnouts([event])[event.pk].in_line == 0

    soon = an_event(story, group=1)
    start = timezone.now() + timedelta(hours=2)
    Event.objects.filter(pk=soon.pk).update(starts_at=start, ends_at=start + timedelta(hours=2))
    dov = answer(soon, "dov")
    at_once = client.post(path_of(soon), {"rsvp": str(dov.pk), "act": "check-in"})
    assert at_once.status_code == 303
    assert "This event begins" not in text_of(client.get(path_of(soon)))


def test_searches_what_is_shown_and_goes_back_to_the_search(story: Coalition, event: Event) -> None:
    client = host(story)

    assert names_in(client.get(path_of(event), {"q": " bO c"})) == ["Bo C. + 2"]
    assert names_in(client.get(path_of(event), {"q": "c."})) == ["Ana C.", "Bo C. + 2", "Cy C."]
    # Not by what is masked, or one could spell it out.
    assert names_in(client.get(path_of(event), {"q": "Castillo"})) == []
    rsvp = rsvp_named(event, "ana")
    back = press(client, rsvp, q="ana & <b>")["Location"]
    assert back == f"{path_of(event)}?q=ana+%26+%3Cb%3E#guest-{rsvp.pk}"
    for hostile in ('"><script>', "\x00", "%", "a" * 9000, "\ud83d\ude00"):
        page = client.get(path_of(event), {"q": hostile.encode("utf-8", "replace")})
        assert (page.status_code, scripts_in(page)) == (200, [HTMX])


def test_a_form_that_was_changed_does_nothing(story: Coalition, event: Event) -> None:
    client, rsvp = host(story), rsvp_named(event, "ana")
    foreign = answer(an_event(story, group=1), "ana")

    fields = [
        {"rsvp": str(rsvp.pk), "act": "explode"},
        {"rsvp": "1' OR 1=1", "act": "check-in"},
        {"act": "check-in"},
        {},
    ]
    changed = [client.post(path_of(event), each) for each in fields]
    absent = client.post(path_of(event), {"rsvp": str(uuid4()), "act": "check-in"})
    other = client.post(path_of(event), {"rsvp": str(foreign.pk), "act": "check-in"})

    assert [each.status_code for each in changed] == [400, 400, 400, 400]
    assert [absent.status_code, other.status_code] == [404, 404]
    assert not Rsvp.objects.exclude(checked_in_at=None).exists()


def test_another_site_cannot_press_the_button(story: Coalition, event: Event) -> None:
    person = story.person(group=1, role=Role.ORGANIZER)
    client, rsvp = signed_in(person, enforce_csrf_checks=True), rsvp_named(event, "ana")

    refused = press(client, rsvp)
    page = client.get(path_of(event)).content.decode()
    [token, *_] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    taken = press(client, rsvp, csrfmiddlewaretoken=token)

    assert (refused.status_code, taken.status_code) == (403, 303)


def test_reading_changes_nothing_and_is_kept_by_nobody(story: Coalition, event: Event) -> None:
    client = host(story)
    before = list(Rsvp.objects.order_by("pk").values())
    rsvp = rsvp_named(event, "ana")

    page = client.get(path_of(event), {"rsvp": str(rsvp.pk), "act": "check-in"})
    head = client.head(path_of(event))

    assert list(Rsvp.objects.order_by("pk").values()) == before
    assert (head.status_code, head.content) == (200, b"")
    assert "no-store" in page.headers["Cache-Control"]
    assert (page.headers["X-Robots-Tag"], page.headers["Referrer-Policy"]) == (
        "noindex",
        "same-origin",
    )
    assert scripts_in(page) == [HTMX]
    assert re.findall(rb"<style|\sstyle=|onclick", page.content) == []


def test_nobody_is_checked_in_where_nothing_takes_place(story: Coalition, event: Event) -> None:
    client, rsvp = host(story), rsvp_named(event, "ana")
    cancel_event(event=event, version=1, actor=SYSTEM)
    draft = an_event(story, group=1, state=EventState.DRAFT)

    page = client.get(path_of(event))

    assert "This event is cancelled: nobody is checked in." in text_of(page)
    assert b'name="act"' not in page.content
    assert press(client, rsvp).status_code == 409
    assert "This event is a draft: nobody is checked in." in text_of(client.get(path_of(draft)))


def test_makes_as_many_queries_for_many_as_for_few(
    story: Coalition, event: Event, django_assert_num_queries: Any
) -> None:
    client, small = host(story), an_event(story, group=1)
    answer(small, "ana")
    client.get(path_of(small))  # opens the vault's key
    for each in (small, event):
        with django_assert_num_queries(5):
            client.get(path_of(each))


def test_long_lists_come_in_pages_and_a_press_goes_back_to_its_page(story: Coalition) -> None:
    event, client = an_event(story, group=1), host(story)
    for number in range(53):
        answer(event, f"{chr(97 + number % 26)}{number:02}")

    first = client.get(path_of(event))
    [next_url] = re.findall(r'rel="next" href="([^"]+)"', first.content.decode())
    second = client.get(path_of(event) + next_url)

    names = names_in(first) + names_in(second)
    assert (len(names_in(first)), sorted(set(names)), len(names)) == (50, names, 53)
    assert figures_in(second) == [("Here", "0"), ("Expected", "53"), ("Waiting list", "0")]
    assert b'rel="next"' not in second.content
    # Another door checks somebody in meanwhile; this one's press leads back to where it was.
    [rsvp_id] = re.findall(r'id="guest-([^"]+)"', second.content.decode())[-1:]
    rsvp = Rsvp.objects.get(pk=rsvp_id)
    press(signed_in(staff_of(story.groups[1], Role.ORGANIZER)), Rsvp.objects.order_by("pk")[0])
    after = next_url.removeprefix("?after=")
    assert press(client, rsvp, after=after)["Location"] == (
        f"{path_of(event)}{next_url}#guest-{rsvp_id}"
    )
    assert client.get(path_of(event) + next_url).content.count(b'class="is-here"') == 1
    letter = client.get(path_of(event), {"letter": "Z"})
    assert names_in(letter) == ["Z25 C.", "Z51 C."]
    assert b'aria-current="page">Z</a>' in letter.content
