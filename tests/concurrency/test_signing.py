"""Many sign at once, the same people many times, through a real server: each counts once."""

import http.client
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from bench.web_server import HOST, WebServer, web_server
from campaign.models import Partner
from core.actors import ANYONE, SYSTEM
from core.links import LinkNoLongerValid
from core.models import Message
from groups.identity import DEFAULT_RULES
from petitions.models import Display, Petition, Signature, Transition
from petitions.selectors.consent import consents_asked_for
from petitions.selectors.tally import waterfall
from petitions.selectors.truth import truth
from petitions.services.decision import choose_display, confirm, disown, withdraw
from petitions.services.petition import close_petition
from petitions.services.signature import sign_petition
from petitions.services.tally import count_changes, recount
from petitions.sign_form import read_sign_form
from tests.concurrency.crowd import at_once
from tests.stories import coalition_of, open_petition_of

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 20
WAYS = 16
RECEIVED = (201, b'{"status":"received"}')


@pytest.fixture
def petition() -> Petition:
    return open_petition_of(coalition_of(2))


@pytest.fixture
def server(program_environment: dict[str, str]) -> Iterator[WebServer]:
    with web_server(environment=program_environment | {"LOG_LEVEL": "warning"}) as server:
        yield server


def spelling(person: int, way: int) -> str:
    """One of many ways to type the same mailbox."""
    local = f"jane.doe{person}"
    typed = [
        f"{local}@gmail.com",
        f"{local.upper()}@GMAIL.com",
        f"{local.replace('.', '')}+tag{way}@googlemail.com",
        f" <{'.'.join(local.replace('.', ''))}@gmail.com> ",
        f"mailto:{local[:3]}\u200b{local[3:]}@gmail.com",
    ]
    return typed[way % len(typed)]


def post(server: WebServer, petition: Petition, email: str) -> tuple[int, bytes]:
    """Status and body of one signature handed in on a connection of its own."""
    body = {"given_name": "Jane", "family_name": "Doe", "email": email, "postal_code": "10001"}
    caller = http.client.HTTPConnection(HOST, server.port, timeout=30)
    path = f"/api/v1/petitions/{petition.slug}/signatures/"
    caller.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    answer = caller.getresponse()
    found = answer.status, answer.read()
    caller.close()
    return found


def test_twenty_people_sixteen_ways_at_once_are_twenty(
    server: WebServer, petition: Petition
) -> None:
    emails = [spelling(person, way) for way in range(WAYS) for person in range(PEOPLE)]
    random.Random(7).shuffle(emails)

    answers = at_once([partial(post, server, petition, email) for email in emails])

    assert Counter(answers) == {RECEIVED: PEOPLE * WAYS}
    assert Signature.objects.count() == Message.objects.count() == PEOPLE
    count_changes()
    counted = waterfall(petition)
    assert counted == truth(petition)
    assert (counted["received"], counted["unconfirmed"]) == (PEOPLE * WAYS, PEOPLE)


def test_one_body_fifty_times_is_one_signature_and_one_mail(
    server: WebServer, petition: Petition
) -> None:
    email = f"{uuid4()}@example.org"  # limits are on: nobody else's tries may count

    answers = at_once([partial(post, server, petition, email)] * 50, threads=25)

    assert Counter(answers) == {RECEIVED: 50}
    assert (Signature.objects.get().repeats, Message.objects.count()) == (49, 1)


def test_closing_meanwhile_loses_nobody_who_was_told_received(
    server: WebServer, petition: Petition
) -> None:
    work: list[Callable[[], Any]] = [
        partial(post, server, petition, f"p{number}@example.org") for number in range(150)
    ]
    work.insert(60, lambda: (0, close_petition(petition=petition, actor=SYSTEM)))

    answers = Counter(status for status, _ in at_once(work))

    assert answers.keys() <= {0, 201, 409}
    assert Signature.objects.count() == answers[201] > 0


def test_signing_and_deciding_at_once_keep_rows_history_and_tally_together(
    petition: Petition,
) -> None:
    emails = [f"p{number}@example.org" for number in range(4)]
    sign(petition, emails)
    ids = list(Signature.objects.values_list("pk", flat=True))

    at_once([partial(live, petition, emails, ids, seed) for seed in range(12)])

    for row in Signature.objects.all():
        last = Transition.objects.filter(signature=row).latest("pk")
        assert row.state == last.to_state
    assert recount(petition=petition, actor=SYSTEM).corrected == 0
    assert waterfall(petition) == truth(petition)


def sign(petition: Petition, emails: list[str], display: str = "name") -> None:
    for email in emails:
        fields = {"given_name": "P", "family_name": "Q", "email": email, "display": display}
        form = read_sign_form(fields, DEFAULT_RULES)
        sign_petition(slug=petition.slug, form=form, actor=ANYONE)


def live(petition: Petition, emails: list[str], ids: list[UUID], seed: int) -> None:
    """Thirty things that people do, in an order of their own."""
    dice = random.Random(seed)
    for _ in range(30):
        who, what = dice.choice(ids), dice.choice("sscccwd" + "n" * (seed == 0))
        with suppress(LinkNoLongerValid):
            if what == "s":
                sign(petition, [dice.choice(emails)], dice.choice(["name", "anonymous"]))
            elif what == "c":
                confirm(signature_id=who, link_issued_at=timezone.now())
            elif what == "w":
                withdraw(signature_id=who)
            elif what == "d":
                choose_display(signature_id=who, display=Display.NAME)
            else:
                disown(signature_id=who)


def test_of_forms_at_once_one_counts_with_all_that_it_ticked(petition: Petition) -> None:
    """Each ticks two groups of four or none: never is what two of them ticked asked for."""
    petition = open_petition_of(coalition_of(5))
    groups = list(Partner.objects.filter(campaign=petition.campaign).values_list("group__slug"))
    slugs = [slug for (slug,) in groups][:4]
    choices = [slugs[:2], slugs[2:], []]
    tick(petition, [])
    [row] = Signature.objects.filter(petition=petition)

    for _ in range(8):
        at_once([partial(tick, petition, choice) for choice in choices * 3])
        row.refresh_from_db()
        asked = consents_asked_for(row, form=row.form).values_list("group__slug", flat=True)
        assert sorted(asked) in [sorted(choice) for choice in choices]


def tick(petition: Petition, slugs: list[str]) -> None:
    fields = {"given_name": "P", "family_name": "Q", "email": "p@example.org", "subscribe": slugs}
    form = read_sign_form(fields, DEFAULT_RULES)
    sign_petition(slug=petition.slug, form=form, actor=ANYONE)
