"""Letters to one domain leave at a set rate, and a busy domain is left alone for a while."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.dispatcher import PassResult
from core.models import MailPace, Message
from core.services import mail_pace
from core.services.mail_pace import Pacer
from core.services.message_delivery import deliver_pass
from tests.core.people import People, fate
from tests.core.smtp_sink import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def six_a_minute(settings: Any) -> None:
    settings.MAIL_PER_DOMAIN = 6


def seconds_from_now(slot: datetime | None) -> float:
    return 0.0 if slot is None else round((slot - timezone.now()).total_seconds())


def slots(pacer: Pacer, *addresses: str) -> list[float]:
    return [seconds_from_now(pacer.slot(address, booked=None)) for address in addresses]


def test_deliverers_share_one_rate_of_each_domain_however_it_is_written() -> None:
    one, two = Pacer(), Pacer()
    assert slots(one, "a@bücher.example", "b@other.example") == [0, 0]
    assert slots(two, "c@BÜCHER.example", "d@xn--bcher-kva.example") == [10, 20]
    assert slots(one, "e@bücher.example", "f@other.example") == [30, 10]


def test_the_domain_is_kept_by_a_keyed_hash_only() -> None:
    slots(Pacer(), "a@planted.example")
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_mailpace::text FROM core_mailpace")
        ((row,),) = cursor.fetchall()
    assert b"planted".hex() not in row
    assert len(bytes(MailPace.objects.get().key)) == 32


def test_a_fast_rate_is_booked_many_at_a_time_and_a_second_of_it_may_leave_at_once(
    settings: Any,
) -> None:
    settings.MAIL_PER_DOMAIN = 6000
    pacer = Pacer()
    assert slots(pacer, *["a@example.org"] * 10) == [0] * 10
    ahead = MailPace.objects.get().free_at - timezone.now()
    assert ahead <= timedelta(seconds=0.1)
    given = slots(pacer, *["a@example.org"] * 390)
    assert 80 <= given.count(0) <= 120
    assert (given[-1], sorted(given)) == (4, given)


def test_without_a_rate_nothing_is_kept(settings: Any) -> None:
    settings.MAIL_PER_DOMAIN = 0
    pacer = Pacer()
    pacer.pause("a@example.org")
    assert slots(pacer, *["a@example.org"] * 100) == [0] * 100
    assert MailPace.objects.count() == 0


def test_a_slot_is_good_when_it_comes_and_void_when_it_was_missed() -> None:
    pacer, now = Pacer(), timezone.now()
    assert slots(pacer, "a@example.org") == [0]
    assert pacer.slot("a@example.org", booked=now) is None
    late = pacer.slot("a@example.org", booked=now - mail_pace.LATE - timedelta(seconds=1))
    assert seconds_from_now(late) == 10


def test_a_pause_holds_for_all_and_for_those_who_had_a_slot() -> None:
    one, two = Pacer(), Pacer()
    assert slots(one, "a@example.org") == [0]
    two.pause("b@example.org")
    booked = one.slot("a@example.org", booked=timezone.now())
    assert seconds_from_now(booked) == 60
    assert slots(two, "a@example.org", "a@other.example") == [70, 0]


def test_a_message_that_must_wait_is_put_back_once_and_then_sent(
    people: People, sink: Sink
) -> None:
    first, second = people.owe_mail("a@example.org"), people.owe_mail("b@example.org")
    other = people.owe_mail("c@other.example")
    assert deliver_pass() == PassResult(sent=2)
    assert [fate(message) for message in (first, second, other)] == [
        ("done", 1, ""),
        ("pending", 0, ""),
        ("done", 1, ""),
    ]
    assert second.slot_at == second.due_at
    assert 8 < (second.due_at - timezone.now()).total_seconds() <= 10
    assert deliver_pass() == PassResult()
    Message.objects.filter(pk=second.pk).update(due_at=timezone.now(), slot_at=timezone.now())
    booked = MailPace.objects.values_list("free_at", flat=True)
    before = sorted(booked)
    assert deliver_pass() == PassResult(sent=1)
    assert (fate(second), sorted(booked.all())) == (("done", 1, ""), before)


def test_those_whose_slot_has_come_go_before_all_others(people: People, sink: Sink) -> None:
    waiting = [people.owe_mail(f"a@other{number}.example") for number in range(60)]
    booked = people.owe_mail("b@example.org")
    MailPace.objects.create(key=mail_pace._key("b@example.org"), free_at=timezone.now())
    Message.objects.filter(pk=booked.pk).update(slot_at=timezone.now(), due_at=timezone.now())
    assert deliver_pass() == PassResult(sent=61)
    assert sink.letters[0]["Message-ID"] == booked.message_id
    assert len(sink.letters) == len(waiting) + 1


def test_a_domain_that_wants_no_mail_now_is_left_alone_while_others_go_on(
    people: People, sink: Sink, settings: Any
) -> None:
    settings.MAIL_PER_DOMAIN = 60_000
    sink.refuse["a@slow.example"] = "450 4.7.1 too fast"
    refused = people.owe_mail("a@slow.example")
    waiting, other = people.owe_mail("b@slow.example"), people.owe_mail("c@quick.example")
    assert deliver_pass() == PassResult(sent=1, failed=1)
    assert fate(refused) == ("pending", 1, "smtp_450")
    assert fate(other) == ("done", 1, "")
    assert fate(waiting) == ("pending", 0, "")
    assert 55 < (waiting.due_at - timezone.now()).total_seconds() <= 60
