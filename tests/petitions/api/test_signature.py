"""Handing in a signature: what is refused, in which words, and that everyone gets one answer."""

import json
import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from core.actors import SYSTEM
from core.models import Message
from core.throttle import Limit
from petitions.api.signature import SignatureFields
from petitions.form_limits import SIGN
from petitions.models import Consent, Petition, Receipt, Signature, SignatureState
from petitions.services.decision import disown, withdraw
from petitions.services.petition import close_petition
from tests.stories import Coalition, call, coalition_of, draft_petition_of, open_petition_of

pytestmark = pytest.mark.django_db

ANA = {"given_name": "Ana", "family_name": "Castillo", "email": "ana@example.org"}


@pytest.fixture(autouse=True)
def without_limits(settings: LazySettings) -> None:
    """The tests share mailboxes and one network."""
    settings.SIGN_LIMITS = False


@pytest.fixture
def story() -> Coalition:
    return coalition_of(2)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


def address(slug: str) -> str:
    return f"/api/v1/petitions/{slug}/signatures/"


def sign(petition: Petition, **fields: Any) -> Any:
    return call("POST", address(petition.slug), body={**ANA, **fields})


def send(petition: Petition, body: bytes, **headers: Any) -> Any:
    headers = {"CONTENT_TYPE": "application/json", **headers}
    return Client().generic("POST", address(petition.slug), body, **headers)


def fields_of(answer: Any) -> list[tuple[str, str]]:
    """Field and code of each error of a 400."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


REFUSED = {
    "S17 empty": ("given_name", "", "blank"),
    "S17 spaces": ("given_name", "   ", "blank"),
    "S17 tab": ("family_name", "\t", "blank"),
    "S19 bidi": ("given_name", "\u202egnp.exe", "invalid_chars"),
    "S20 NUL": ("given_name", "a\0b", "null_characters_not_allowed"),
    "S26 url": ("given_name", "http://evil.example/x", "has_url"),
    "S26 bare url": ("family_name", "WWW.evil.example", "has_url"),
    "S28 escaped": ("given_name", "%77%77%77%2E%6B%6F%6D", "invalid"),
    "S29 odd url": ("given_name", "http://0000331.0x0000045.168.0xE1", "has_url"),
    "S31 long": ("given_name", "Foo" * 2000, "max_length"),
    "S32 marks": ("given_name", "a" + "\u0301" * 5000, "max_length"),
    "S34 bool": ("given_name", True, "invalid"),
    "S34 list": ("given_name", [], "invalid"),
    "S34 object": ("given_name", {}, "invalid"),
    "S35 empty": ("email", "", "invalid"),
    "S35 word": ("email", "a", "invalid"),
    "S35 no domain": ("email", "a@", "invalid"),
    "S35 no local": ("email", "@b.org", "invalid"),
    "S35 no dot": ("email", "a@b", "invalid"),
    "S37 literal": ("email", "a@[127.0.0.1]", "domain"),
    "S38 local 65": ("email", "x" * 65 + "@b.org", "invalid"),
    "S40 header": ("email", "a@b.org\r\nBcc: z@z.org", "invalid"),
    "S41 comma": ("email", "a@b.org,c@d.org", "invalid"),
    "S41 semicolon": ("email", "a@b.org;c@d.org", "invalid"),
    "S47 sql": ("postal_code", "'; DROP TABLE signature;--", "invalid"),
    "S49 ZZ": ("country", "ZZ", "unknown"),
    "S49 usa": ("country", "usa", "unknown"),
    "S49 XX": ("country", "XX", "unknown"),
    "S52 word": ("consent", "false", "required"),
    "S52 false": ("consent", False, "required"),
    "S52 null": ("consent", None, "required"),
    "S53 wording": ("consent", {"version": "1066-1"}, "unknown_text"),
    "region": ("region", "Narnia", "unknown"),
    "phone": ("phone", "call me", "invalid"),
    "display": ("display", "loud", "invalid"),
    "subscribe": ("subscribe", "group-1", "invalid"),
    "subscribe stranger": ("subscribe", ["strangers"], "unknown"),
    "source stranger": ("source", "strangers/email", "unknown"),
    "custom list": ("custom", [1], "invalid"),
    "custom long": ("custom", {"k": "x" * 5000}, "max_length"),
    "comment long": ("comment", "x" * 2001, "max_length"),
}


@pytest.mark.parametrize(("field", "value", "code"), REFUSED.values(), ids=REFUSED)
def test_refuses(petition: Petition, field: str, value: Any, code: str) -> None:
    country = {"country": "US"} if field == "region" else {}

    answer = sign(petition, **{**country, field: value})

    assert fields_of(answer) == [(field, code)]
    assert not Signature.objects.exists()


def test_names_every_missing_field(petition: Petition) -> None:
    answer = call("POST", address(petition.slug), body={})

    missing = ["given_name", "family_name", "email"]
    assert fields_of(answer) == [(field, "required") for field in missing]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "parse_error"),
        (b"null", "not_an_object"),
        (b'{"name":"A', "parse_error"),
        (b'{"email":"a@x.org","email":"b@x.org"}', "duplicate_key"),
        (b"[" * 200_000, "too_deep"),
        (b'{"given_name":"\xff\xfe"}', "parse_error"),
        (json.dumps({**ANA, "custom": {"k": "\ud800"}}).encode(), "invalid_unicode"),
        (json.dumps({**ANA, "custom": {"k": "\0"}}).encode(), "null_characters_not_allowed"),
    ],
    ids=["S02", "S04", "S05", "S07", "S08", "S16", "S22", "S23"],
)
def test_refuses_malformed_bodies(petition: Petition, body: bytes, code: str) -> None:
    answer = send(petition, body)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not Signature.objects.exists()


def test_refuses_what_it_will_not_read(petition: Petition) -> None:
    assert send(petition, b" " * 2_000_000).status_code == 413
    assert send(petition, json.dumps(ANA).encode(), CONTENT_TYPE="text/plain").status_code == 415
    assert send(petition, b"\x1f\x8b", HTTP_CONTENT_ENCODING="gzip").status_code == 415


@pytest.mark.parametrize("name", ["@SUM(1+1)", "+1", "-1", "\t=1+1", "\r=1+1", "O'Neill-Nguyễn"])
def test_takes_names_as_people_write_them(petition: Petition, name: str) -> None:
    assert sign(petition, given_name=name).status_code == 201
    assert Signature.objects.count() == 1


def test_hides_drafts_and_says_when_closed(story: Coalition, petition: Petition) -> None:
    draft = draft_petition_of(story)

    hidden = sign(draft)
    missing = call("POST", address("no-such-petition"), body=ANA)
    close_petition(petition=petition, actor=SYSTEM)
    closed = sign(petition)

    assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert (closed.status_code, closed.json()["code"]) == (409, "petition.closed")
    assert not Signature.objects.exists()


def test_answers_the_same_bytes_whoever_signs(petition: Petition) -> None:
    answers = [sign(petition), sign(petition)]
    for number, decide in enumerate([withdraw, disown]):
        person = f"person{number}@example.org"
        sign(petition, email=person)
        row = Signature.objects.latest("received_at")
        decide(signature_id=row.pk)
        answers.append(sign(petition, email=person))
    answers.append(sign(petition, email="fraud@mailinator.com"))

    seen = {(a.status_code, a.content, _headers(a)) for a in answers}

    assert seen == {(201, b'{"status":"received"}', _headers(answers[0]))}


def _headers(answer: Any) -> str:
    """All of them; the request's own random id apart."""
    text = json.dumps(dict(answer.headers))
    return re.sub(r'("X-Request-ID": )"[0-9a-f]+"', r"\1", text)


def test_knows_the_mailbox_in_other_spellings(petition: Petition) -> None:
    for spelling in ["j.a.n.e.doe@gmail.com", "JaneDoe+1@gmail.com", "<janedoe@googlemail.com>"]:
        assert sign(petition, email=spelling).status_code == 201
    for spelling in ["jane@x.org", "ＪＡＮＥ＠x.org"]:
        assert sign(petition, email=spelling).status_code == 201

    assert sorted(Signature.objects.values_list("repeats", flat=True)) == [1, 2]
    assert Message.objects.count() == 2


def test_keeps_throwaway_mailboxes_uncounted(petition: Petition) -> None:
    answer = sign(petition, email="someone@mailinator.com")

    row = Signature.objects.get()
    assert (answer.status_code, row.state, row.suspect) == (201, "unconfirmed", "disposable")


def test_ignores_what_nobody_may_set(petition: Petition) -> None:
    answer = sign(
        petition, is_verified=True, state="confirmed", signature_count=9, created_at="2001-01-01"
    )

    row = Signature.objects.get()
    assert (answer.status_code, row.state, row.repeats) == (201, SignatureState.UNCONFIRMED, 0)
    assert row.signed_at.year > 2001


def test_counts_for_the_source_named_else_for_the_token_s_group(
    story: Coalition, petition: Petition
) -> None:
    partner = story.groups[1]
    token = story.token("signatures:create", group=1)

    sign(petition, source=f"{partner.slug}/Email")
    call("POST", address(petition.slug), token=token, body={**ANA, "email": "b@example.org"})
    sign(petition, email="c@example.org")

    rows = Signature.objects.select_related("source__group")
    found = sorted((row.source.group.slug, row.source.channel) for row in rows)
    expected = [(partner.slug, "email"), (partner.slug, ""), (story.lead.slug, "")]
    assert found == sorted(expected)


def test_refuses_a_token_that_may_not_sign(story: Coalition, petition: Petition) -> None:
    without = story.token("petitions:read")

    refused = call("POST", address(petition.slug), token=without, body=ANA)
    unknown = call("POST", address(petition.slug), token="mst_nonsense", body=ANA)

    assert (refused.status_code, unknown.status_code) == (403, 401)
    assert not Signature.objects.exists()


def test_keeps_consent_to_hear_from_a_partner(story: Coalition, petition: Petition) -> None:
    sign(petition, subscribe=[story.groups[1].slug], consent=True)

    consent = Consent.objects.get()
    assert (consent.group, consent.wording) == (story.groups[1], petition.consent_wording)


def test_the_same_signature_through_a_partner_is_a_receipt(
    story: Coalition, petition: Petition
) -> None:
    for _ in range(3):
        sign(petition, source=story.groups[1].slug)
    sign(petition)

    row, receipt = Signature.objects.get(), Receipt.objects.get()
    assert (row.repeats, receipt.times, receipt.sealed) == (2, 1, None)


def test_limits_a_mailbox_alike_whether_known_or_not(
    petition: Petition, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    settings.SIGN_LIMITS = True
    two_a_mailbox = replace(SIGN, per_mailbox=Limit("test.mailbox", count=2, seconds=3600))
    monkeypatch.setattr("petitions.api.signature.SIGN", two_a_mailbox)
    other, email = open_petition_of(coalition_of(1)), f"{uuid4()}@example.org"

    signed = [sign(petition, email=email).status_code for _ in range(3)]
    on_another = sign(other, email=email)

    assert signed == [201, 201, 429]
    assert (on_another.status_code, int(on_another.headers["Retry-After"]) > 0) == (429, True)


def test_other_sites_may_send_it_and_others_methods_may_not(petition: Petition) -> None:
    asked = Client().options(address(petition.slug))
    wrong = Client().get(address(petition.slug))

    assert (asked.status_code, asked.headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "OPTIONS, POST")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=40) | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from([*SignatureFields().fields, "consent"])


@hypothesis(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changes=st.dictionaries(FIELDS, JSON, min_size=1, max_size=3))
def test_no_value_is_an_error_of_ours(petition: Petition, changes: dict[str, Any]) -> None:
    answer = sign(petition, **changes)

    assert answer.status_code in {201, 400}
