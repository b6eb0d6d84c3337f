"""One person, one identity, however the address, the phone or the paper line was written."""

import hashlib
import random
import uuid

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.demo.disguises import NOT_AN_ADDRESS, disguise
from groups.identity import (
    BadIdentity,
    CanonicalRules,
    DomainRule,
    _plain_parts,
    _valid_parts,
    canonical_email,
    canonical_phone,
    email_identity,
    fold,
    hash_identity,
    paper_identity,
    read_email,
)
from petitions.identity import signature_id

DOMAINS = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "pm.me",
    "example.org",
    "zürich.example.net",
    "straßenbahn.example.org",
]
local_parts = st.from_regex(r"[a-z0-9_]{1,12}(\.[a-z0-9]{1,8}){0,2}", fullmatch=True)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("Jane.Doe@Example.ORG", "jane.doe@example.org"),
        ("j.a.n.e.doe@gmail.com", "janedoe@gmail.com"),
        ("JaneDoe+1@googlemail.com", "janedoe@gmail.com"),
        ("jane.doe+petition@outlook.com", "jane.doe@outlook.com"),
        ("jane+petition@example.org", "jane+petition@example.org"),
        ("  jane@example.org\u00a0", "jane@example.org"),
        ("mailto:jane@example.org", "jane@example.org"),
        ("MAILTO:<Jane@example.org>", "jane@example.org"),
        ("<jane@example.org>", "jane@example.org"),
        ("ja\u200bne@example.org", "jane@example.org"),
        ("ＪＡＮＥ＠example.org", "jane@example.org"),
        ("jane@bücher.example.org", "jane@xn--bcher-kva.example.org"),
        ("jane@XN--BCHER-KVA.example.org", "jane@xn--bcher-kva.example.org"),
        ("jane@BÜCHER.example.org", "jane@xn--bcher-kva.example.org"),
    ],
)
def test_two_spellings_of_a_mailbox_are_one(typed: str, canonical: str) -> None:
    assert canonical_email(typed) == canonical


def test_mail_goes_to_the_address_as_given() -> None:
    assert read_email(" <Jane.Doe+x@Gmail.com> ").address == "Jane.Doe+x@Gmail.com"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *((typed, "invalid" if typed else "blank") for typed in NOT_AN_ADDRESS),
        ("   ", "blank"),
        ("<>", "blank"),
        ("a", "invalid"),
        ("a@", "invalid"),
        ("a@[127.0.0.1]", "domain"),
        ("x" * 65 + "@b.org", "invalid"),
        ("a@b.org\r\nBcc: z@z.org", "invalid"),
        ("a@b.org,c@d.org", "invalid"),
        ("a@b.org;c@d.org", "invalid"),
        ("Ann <a@b.org>", "invalid"),
        ("<script>@x.org", "invalid"),
        ("spaces in@local.org", "invalid"),
        ('"two words"@x.org', "invalid"),
        ("+tag@gmail.com", "invalid"),
        ("a..b@c.org", "invalid"),
        ("a@-b.org", "invalid"),
        ("a@b.123", "invalid"),
        ("a\u202eb@c.org", "invalid"),
        ("a@b.org" + "x" * 2000, "invalid"),
    ],
)
def test_what_is_no_address_is_refused(typed: str, code: str) -> None:
    with pytest.raises(BadIdentity) as refusal:
        canonical_email(typed)
    assert refusal.value.code == code


@given(local_parts, st.sampled_from(DOMAINS), st.integers())
def test_a_disguised_address_is_the_same_mailbox(local: str, domain: str, seed: int) -> None:
    email = f"{local}@{domain}"
    assert canonical_email(disguise(random.Random(seed), email)) == canonical_email(email)


typed_texts = st.one_of(
    st.text(max_size=40),
    st.builds("{}@{}".format, st.text(max_size=12), st.text(max_size=20)),
    st.emails(),
)


@given(typed_texts)
def test_any_text_is_refused_or_has_a_stable_canonical_form(text: str) -> None:
    try:
        canonical = canonical_email(text)
    except BadIdentity:
        return
    assert canonical_email(canonical) == canonical


@given(st.emails())
def test_the_quick_path_says_what_the_careful_one_says(email: str) -> None:
    parts = _plain_parts(email)
    if parts is not None:
        assert parts == _valid_parts(email)


def test_other_rules_can_be_given() -> None:
    rules = CanonicalRules({"alias.example": DomainRule("main.example", drop_dots=True)})
    assert canonical_email("a.b+c@alias.example", rules) == "ab+c@main.example"


def test_a_hash_joins_the_address_it_was_made_of() -> None:
    digest = hashlib.sha256(b"janedoe@gmail.com").hexdigest()
    identity = email_identity(canonical_email("Jane.Doe@googlemail.com"))
    assert hash_identity(digest.upper()) == identity
    assert hash_identity(f" {digest} ") == identity


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "blank"), ("deadbeef", "invalid"), ("z" * 64, "invalid"), ("ab " * 22, "invalid")],
)
def test_a_hash_has_64_hex_digits(text: str, code: str) -> None:
    with pytest.raises(BadIdentity) as refusal:
        hash_identity(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("name", "street"),
    [
        ("YUSUF YILMAZ", "12 WILLOW ST"),
        ("  Yusuf   Yılmaz ", "12 Willow St."),
        ("yusuf yilmaz", "12, willow st"),
        ("Yusuf Yıl\u200bmaz", "12 Willow-St"),
    ],
)
def test_a_paper_line_is_one_person_however_it_was_typed(name: str, street: str) -> None:
    assert paper_identity(name, street, "02139") == paper_identity(
        "Yusuf Yılmaz", "12 Willow St", "02139"
    )


@pytest.mark.parametrize("line", [("", "1 St", "02139"), ("Ann", "?", "02139"), ("Ann", "1", "")])
def test_a_paper_line_needs_all_its_parts(line: tuple[str, str, str]) -> None:
    with pytest.raises(BadIdentity):
        paper_identity(*line)


def test_folding_keeps_letters_of_every_script() -> None:
    assert fold("  Nguyễn-Thị, Hương ") == "nguyen thi huong"
    assert fold("Ковальчук 陈 ليلى") == "ковальчук 陈 ليلى"


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("+1-202-555-0100", "+12025550100"),
        ("(202) 555-0100", "+12025550100"),
        ("202.555.0100 x12", "+12025550100"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_a_phone_has_one_number(typed: str, e164: str) -> None:
    assert canonical_phone(typed) == e164


@pytest.mark.parametrize("typed", ["", "4" * 40, "call me", "1-800-FLOWERS", "12", "=1+1"])
def test_what_is_no_phone_is_refused(typed: str) -> None:
    with pytest.raises(BadIdentity):
        canonical_phone(typed)


def test_the_quick_path_of_phones_says_what_phonenumbers_says() -> None:
    ways = ("({}) {}-{}", "{}-{}-{}", "{}.{}.{}", "{}{}{}", "+1 {} {} {}", "+1{}{}{}")
    numbers = random.Random(3)
    for _ in range(3000):
        digits = str(numbers.randrange(2 * 10**9, 10**10))
        typed = numbers.choice(ways).format(digits[:3], digits[3:6], digits[6:])
        number = phonenumbers.parse(typed, "US")
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert canonical_phone(typed) == e164


def test_a_signature_id_is_a_uuid_of_version_8() -> None:
    identity = email_identity("ann@example.org")
    number = signature_id(3, identity)
    assert (number.version, number.variant) == (8, uuid.RFC_4122)
    assert number == signature_id(3, identity, slot=0)


def test_ids_of_two_petitions_slots_and_people_are_unrelated() -> None:
    identity, other = email_identity("ann@example.org"), email_identity("bo@example.org")
    ids = {signature_id(3, identity), signature_id(4, identity), signature_id(3, other)}
    assert len(ids | {signature_id(3, identity, slot=1)}) == 4
