"""What a person fills in to come: read field by field, and sealed as little as it may be."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.models.rsvp import MOST_GUESTS
from events.rsvp_form import RsvpForm, guest_of, read_rsvp_form, sealed_guest
from groups.identity import DEFAULT_RULES, Email
from tests.events.refusals import refusal

ANA = {"given_name": "Ana", "family_name": "Castillo", "email": "Ana.C@guests.example"}


def read(**fields: Any) -> RsvpForm:
    return read_rsvp_form({**ANA, **fields}, DEFAULT_RULES)


def test_a_name_and_an_address_are_enough() -> None:
    assert read() == RsvpForm(
        given_name="Ana",
        family_name="Castillo",
        email=Email("Ana.C@guests.example", "ana.c@guests.example"),
    )


def test_what_is_not_asked_for_is_ignored() -> None:
    assert read(state="going", confirmed_at="2026-01-01", number=0, is_admin=True) == read()


def test_a_phone_number_is_kept_in_one_writing() -> None:
    assert read(phone="(212) 555-0123").phone == "+12125550123"
    assert read(phone="").phone == read(phone=None).phone == ""


@pytest.mark.parametrize(
    ("sent", "guests"),
    [(None, 0), ("", 0), (0, 0), (10, 10), ("0", 0), (" 3 ", 3), ("10", 10), ("000000007", 7)],
)
def test_guests_are_a_number_in_json_or_in_a_form(sent: Any, guests: int) -> None:
    assert read(guests=sent).guests == guests


@pytest.mark.parametrize(
    "sent",
    [
        -1, MOST_GUESTS + 1, 1e12, 3.0, True, False, "many", "-1", "1.5", "11", "1000000",
        "1" * 5000, "٣", "²", "3 4", [], [3], {}, "\x00",
    ],
)  # fmt: skip
def test_guests_that_are_no_small_number_are_refused(sent: Any) -> None:
    assert refusal(read, guests=sent) == [("guests", "invalid")]


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    refused = refusal(
        read_rsvp_form,
        {"given_name": " ", "email": "ana", "phone": "12", "guests": 99},
        DEFAULT_RULES,
    )
    assert refused == [
        ("given_name", "blank"),
        ("family_name", "required"),
        ("email", "invalid"),
        ("phone", "invalid"),
        ("guests", "invalid"),
    ]


@pytest.mark.parametrize("name", ["given_name", "family_name", "email", "phone"])
@pytest.mark.parametrize("sent", [7, True, ["Ana"], {"a": 1}, "x" * 5000, "Ana\x00", "\ud800"])
def test_what_is_no_text_is_refused_in_any_field(name: str, sent: Any) -> None:
    assert [field for field, _ in refusal(read, **{name: sent})] == [name]


def test_what_is_sealed_names_nothing_that_was_not_given() -> None:
    assert sealed_guest(read()) == (
        b'{"given_name": "Ana", "family_name": "Castillo", "email": "Ana.C@guests.example"}'
    )
    assert guest_of(sealed_guest(read(phone="212 555 0123", guests=3))) == {
        "given_name": "Ana",
        "family_name": "Castillo",
        "email": "Ana.C@guests.example",
        "phone": "+12125550123",
    }


@given(st.dictionaries(st.sampled_from([*ANA, "phone", "guests"]), st.integers() | st.text()))
def test_whatever_is_sent_is_read_or_refused(fields: dict[str, Any]) -> None:
    if not refusal(read, **fields):
        form = read(**fields)
        assert guest_of(sealed_guest(form))["email"] == form.email.address
        assert 0 <= form.guests <= MOST_GUESTS
