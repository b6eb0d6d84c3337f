"""Who of a mailbox somebody is, without a database."""

import pytest

from petitions.shared_mailbox import Held, Mailbox, Person

ANA, BEN, CARLA = Person("ana", "94110"), Person("ben", "94110"), Person("carla", "94110")
NOBODY = Person("", "94110")


@pytest.mark.parametrize(
    ("mailbox", "person", "slot"),
    [
        (Mailbox(), ANA, 0),
        (Mailbox(Held("attested", ANA)), ANA, 0),
        (Mailbox(Held("attested", ANA)), BEN, 1),
        (Mailbox(Held("attested", ANA)), Person("ben", "94607"), 0),
        (Mailbox(Held("attested", ANA)), Person("ben", ""), 0),
        (Mailbox(Held("attested", Person("ana", ""))), Person("ben", ""), 0),
        (Mailbox(Held("attested", ANA)), NOBODY, 0),
        (Mailbox(Held("hashed", NOBODY)), BEN, 0),
        (Mailbox(Held("withdrawn", None)), BEN, 0),
        (Mailbox(Held("withdrawn", None), Held("attested", BEN)), BEN, 1),
        (Mailbox(None, Held("attested", BEN)), Person("ben", "10001"), 1),
        (Mailbox(Held("attested", ANA), Held("attested", BEN)), CARLA, 1),
        (Mailbox(Held("attested", NOBODY, ANA)), ANA, 0),
        (Mailbox(Held("attested", NOBODY, ANA)), BEN, 1),
    ],
)
def test_a_slot_is_known_by_its_names(mailbox: Mailbox, person: Person, slot: int) -> None:
    assert mailbox.slot_of(person) == slot


@pytest.mark.parametrize(
    ("held", "word", "after"),
    [
        (Held("unconfirmed", ANA), "attested", Held("attested", BEN, ANA)),
        (Held("unconfirmed", ANA, CARLA), "hashed", Held("hashed", BEN, CARLA)),
        (Held("hashed", NOBODY), "attested", Held("attested", BEN)),
        (Held("hashed", NOBODY), "hashed", Held("hashed", NOBODY)),
        (Held("attested", ANA), "attested", Held("attested", ANA)),
        (Held("confirmed", ANA), "attested", Held("confirmed", ANA)),
        (Held("withdrawn", None), "attested", Held("withdrawn", None)),
    ],
)
def test_a_list_s_word_changes_what_weaker_evidence_held(
    held: Held, word: str, after: Held
) -> None:
    held.hear(BEN, word)
    assert held == after


def test_everyone_on_a_list_is_known_to_those_who_follow() -> None:
    mailbox = Mailbox()
    slots = [mailbox.take_in(person, "attested") for person in (ANA, BEN, ANA, BEN, CARLA)]
    assert slots == [0, 1, 0, 1, 1]
    assert mailbox == Mailbox(Held("attested", ANA), Held("attested", BEN))
