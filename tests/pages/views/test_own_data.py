"""A person's own page: what each group holds of them, what they agreed to, who looked; and acts."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.actors import ANYONE
from core.links import issue
from core.services.suppression import is_suppressed
from events.models import Rsvp
from groups.identity import DEFAULT_RULES, email_identity
from groups.links import MEMBER, member_stop_url, member_url
from groups.member_identity import member_id
from groups.models import ConsentWording, Group, Member, Role
from groups.sealed_member import person_of
from groups.selectors.member import get_member, members_page
from groups.services.member import add_member, update_member
from petitions.links import OWN_DATA
from petitions.models import Petition, Signature
from petitions.selectors.tally import waterfall
from petitions.selectors.truth import truth
from petitions.services.consent_enrolment import enrol_pass
from petitions.services.decision import confirm
from petitions.services.signature import sign_petition
from petitions.services.tally import count_changes
from petitions.sign_form import read_sign_form
from tests.events.gatherings import an_event
from tests.events.gatherings import answer as answer_event
from tests.pages.words import is_quiet
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
ANA = {
    "given_name": "Ana",
    "family_name": "Castillo",
    "email": "ana@guests.example",
    "phone": "212 555 0123",
    "postal_code": "10001",
}


@dataclass
class Ana:
    """Ana signed, ticked the second group and confirmed; a steward of it opened her row."""

    story: Coalition
    petition: Petition
    signature: Signature

    @property
    def group(self) -> Group:
        return self.story.groups[1]

    def member(self, group: Group | None = None) -> Member:
        identity = email_identity(ANA["email"])
        return Member.objects.get(pk=member_id((group or self.group).pk, identity))

    @property
    def link(self) -> str:
        return f"/me/{issue(OWN_DATA, self.signature.pk, timezone.now())}/"

    @property
    def member_link(self) -> str:
        return f"/me/{issue(MEMBER, self.member().pk, timezone.now())}/"

    def act(self, action: str, **fields: str) -> Any:
        return Client().post(self.link, {"action": action, "group": self.group.slug, **fields})


def sign(petition: Petition, *groups: Group, **fields: str) -> Signature:
    data = {**ANA, "subscribe": [group.slug for group in groups], **fields}
    sign_petition(slug=petition.slug, form=read_sign_form(data, DEFAULT_RULES), actor=ANYONE)
    row = Signature.objects.get(petition=petition)
    return confirm(signature_id=row.pk, link_issued_at=timezone.now())


@pytest.fixture
def ana() -> Ana:
    story = coalition_of(3)
    petition = open_petition_of(story)
    found = Ana(story, petition, sign(petition, story.groups[1]))
    enrol_pass()
    steward = story.actor(group=1, role=Role.STEWARD)
    get_member(group=found.group, member_id=found.member().pk, actor=steward)
    return found


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_it_says_what_is_held_what_was_agreed_to_word_for_word_and_who_looked(ana: Ana) -> None:
    member = ana.member()
    update_member(
        group=ana.group,
        member_id=member.pk,
        changes={"tags": "volunteer", "note": "Called in May"},
        version=member.version,
        actor=ana.story.actor(group=1, role=Role.STEWARD),
    )
    text = words(Client().get(ana.link))
    sentence = ConsentWording.objects.get(version="2026-1", language="en").text
    steward = ana.story.person(group=1, role=Role.STEWARD)
    held = [ana.group.name, "+12125550123", "10001", "volunteer", "Called in May", sentence]
    assert [part for part in held if part not in text] == []
    assert f"a steward of {ana.group.name}, your own row" in text
    assert (steward.email in text, ana.story.groups[0].name in text) == (False, True)
    assert 'id="' + ana.story.groups[0].slug not in text


def test_a_link_of_a_groups_mail_shows_the_same_lists_and_the_signature(ana: Ana) -> None:
    text = words(Client().get(ana.member_link))
    assert (ana.group.name in text, ana.petition.title in text, "Take it back" in text) == (
        True,
        True,
        False,
    )
    assert member_url(ana.member().pk).endswith("/")


def test_another_lists_reader_is_not_shown(ana: Ana) -> None:
    """Reads of another member do not appear, nor reads by those who saw a masked row."""
    members_page(group=ana.group, actor=ana.story.actor(group=1, role=Role.ORGANIZER))
    assert words(Client().get(ana.link)).count("your own row") == 1
    assert "an organizer of" not in words(Client().get(ana.link))


def test_puts_right_what_is_wrong_and_names_what_cannot_be(ana: Ana) -> None:
    answer = ana.act("correct", given_name="Anna", phone="415 555 0100", email="x@y.example")
    person = person_of(ana.member())
    assert (answer.status_code, person.name, person.phone, person.email) == (
        200, "Anna Castillo", "+14155550100", "ana@guests.example",
    )  # fmt: skip
    wrong = ana.act("correct", phone="call me")
    assert (wrong.status_code, person_of(ana.member()).phone) == (400, "+14155550100")
    assert "Enter a phone number" in words(wrong)


def test_the_language_is_named_and_chosen_by_name(ana: Ana) -> None:
    def choices(page: Any) -> list[tuple[str, ...]]:
        return re.findall(r'<option value="(\w*)"( selected)?>([^<]+)<', page.content.decode())

    first = Client().get(ana.link)
    assert choices(first) == [("", " selected", "–"), ("en", "", "English"), ("es", "", "Español")]
    ana.act("correct", language="es")
    page = Client().get(ana.link)
    assert choices(page) == [("en", "", "English"), ("es", " selected", "Español")]
    assert "<dt>Language</dt><dd>Español</dd>" in words(page)
    assert (person_of(ana.member()).language, "its code" in words(page)) == ("es", False)


def test_links_of_the_page_keep_a_chosen_language(ana: Ana) -> None:
    ways = {link: Client().get(f"{link}?lang=es") for link in (ana.link, ana.member_link)}
    pages = [*ways.values(), Client().get(f"{ana.link}erase/?lang=es")]
    pages.append(Client().get(f"{ana.member_link}stop/?lang=es"))
    for page in pages:
        main = page.content.decode().partition("<main")[2]
        links = re.findall(r'href="([^"#]+)"', main)
        assert [link for link in links if "lang=es" not in link] == []
        assert len(links) > 1


def test_unsubscribes_leaves_and_erases(ana: Ana) -> None:
    scope = f"group:{ana.group.pk}"
    ana.act("unsubscribe")
    assert ana.member().state == "unsubscribed"
    assert is_suppressed(identity=email_identity(ANA["email"]), scope=scope)
    assert "We keep only that you left" not in words(ana.act("unsubscribe"))
    assert "we keep only that you left" in words(ana.act("leave"))
    assert (ana.member().state, ana.member().sealed) == ("left", None)


def test_erasing_one_list_leaves_the_signature(ana: Ana) -> None:
    ana.act("erase")
    assert (ana.member().state, ana.member().sealed) == ("erased", None)
    assert Signature.objects.get().state == "confirmed"
    assert is_quiet(Client().get(ana.link)) is False


def test_a_form_that_names_a_list_that_does_not_hold_one_is_refused(ana: Ana) -> None:
    other = ana.story.groups[2]
    add_member(
        group=other,
        data={**ANA, "email": "bob@guests.example"},
        actor=ana.story.actor(group=2, role=Role.STEWARD),
    )
    for action in ("erase", "leave", "unsubscribe", "correct"):
        refused = Client().post(ana.link, {"action": action, "group": other.slug})
        assert refused.status_code == 400
    assert Member.objects.get(group=other).state == "active"


def test_one_click_unsubscribes_as_mail_programs_do(ana: Ana) -> None:
    path = "/me/" + member_stop_url(ana.member().pk).partition("/me/")[2]
    assert (Client().get(path).status_code, ana.member().state) == (200, "active")
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, ana.member().state) == (200, "unsubscribed")
    assert f"{ana.group.name} writes to you no more" in words(answer)


@pytest.mark.parametrize("by", ["link", "member_link"])
def test_erasing_everything_leaves_no_name_anywhere_and_the_counts_right(ana: Ana, by: str) -> None:
    second = open_petition_of(ana.story)
    sign(second, ana.story.groups[2])
    enrol_pass()
    event = an_event(ana.story, capacity=5)
    answer_event(event, "ana")

    path = getattr(ana, by) + "erase/"
    asked = words(Client().get(path))
    assert [group.name in asked for group in ana.story.groups] == [False, True, True]
    assert "Everything is erased" in words(Client().post(path))
    again = words(Client().post(path))
    assert ("Nothing more was found" in again, "Everything is erased" in again) == (True, False)

    assert set(Member.objects.values_list("state", "sealed")) == {("erased", None)}
    assert set(Signature.objects.values_list("state", "sealed")) == {("withdrawn", None)}
    assert set(Rsvp.objects.values_list("state", "sealed")) == {("cancelled", None)}
    event.refresh_from_db()
    assert event.seats_taken == 0
    count_changes()
    for petition in (ana.petition, second):
        assert waterfall(petition) == truth(petition)
        assert waterfall(petition)["withdrawn"] == 1


def test_who_takes_a_signature_back_is_led_to_the_lists_that_stay(ana: Ana) -> None:
    assert "keep you on their lists" in words(Client().get(ana.link))

    page = Client().post(ana.link, {"action": "withdraw"})

    assert "says in each of its emails" not in words(page)
    found = re.findall(rf'href="(/me/[^"]+/)">{re.escape(ana.group.name)}</a>', words(page))
    there = Client().get(found[0])
    assert (ana.member().state, ANA["email"] in words(there)) == ("unsubscribed", True)
    Client().post(found[0], {"action": "erase", "group": ana.group.slug})
    assert (ana.member().state, ana.member().sealed) == ("erased", None)
    assert ana.group.name not in words(Client().post(ana.link, {"action": "withdraw"}))


def test_who_shares_a_mailbox_erases_only_themselves(ana: Ana) -> None:
    """The list has one row for the mailbox; the other one's signature is not hers to take back."""
    shared = open_petition_of(ana.story, people_per_mailbox=2)
    for given in ("Ana", "Bob"):
        data = {**ANA, "given_name": given}
        sign_petition(slug=shared.slug, form=read_sign_form(data, DEFAULT_RULES), actor=ANYONE)
    Client().post(ana.link + "erase/")
    states = Signature.objects.filter(petition=shared).order_by("slot").values_list("state")
    assert list(states) == [("withdrawn",), ("unconfirmed",)]


def test_a_list_that_forgot_the_person_says_so_and_no_more(ana: Ana) -> None:
    link = ana.member_link
    Client().post(link, {"action": "erase", "group": ana.group.slug})
    text = words(Client().get(link))
    assert "What this group knew of you is erased." in text
    assert (ana.petition.title in text, "Castillo" in text) == (False, False)


def test_erasing_everything_by_the_link_of_an_ended_list_says_what_it_cannot_find(ana: Ana) -> None:
    link = ana.member_link
    Client().post(link, {"action": "leave", "group": ana.group.slug})
    said = [words(Client().get(link + "erase/")), words(Client().post(link + "erase/"))]
    assert ["we cannot tell what other groups" in text for text in said] == [True, True]
    assert ["is erased" in text for text in said] == [True, True]
    assert "You are off every list" not in said[1]
    assert Signature.objects.values_list("state", flat=True).get() == "confirmed"


def test_a_link_to_an_address_that_a_steward_replaced_reaches_that_list_and_nothing_more(
    ana: Ana,
) -> None:
    """A steward could give the row of a mailbox of their own another's address: that link must not
    open what others hold of that person."""
    link, steward = ana.member_link, ana.story.actor(group=1, role=Role.STEWARD)
    victim = sign(open_petition_of(ana.story), email="victim@guests.example")
    member = ana.member()
    update_member(
        group=ana.group,
        member_id=member.pk,
        changes={
            "given_name": "Victoria",
            "email": "victim@guests.example",
            "street": "7 Juniper Court",
        },
        version=member.version,
        actor=steward,
    )
    text = words(Client().get(link))
    assert "The group has another address for you by now." in text
    shown = [
        "Victoria",
        "victim@",
        "Juniper",
        "Put it right",
        "Who looked",
        victim.petition.title + ",",
    ]
    assert [word for word in shown if word in text] == []
    refused = Client().post(link, {"action": "correct", "group": ana.group.slug, "city": "X"})
    assert refused.status_code == 400

    assert "It takes you off this one list." in words(Client().get(link + "erase/"))
    assert "You are off this one list." in words(Client().post(link + "erase/"))
    assert set(Member.objects.filter(group=ana.group).values_list("state")) == {("erased",)}
    assert Signature.objects.get(pk=victim.pk).state == "confirmed"


def test_the_page_asks_as_much_for_three_lists_as_for_one(
    ana: Ana, django_assert_max_num_queries: Any
) -> None:
    for index in (0, 2):
        data = {**ANA, "tags": "a, b"}
        actor = ana.story.actor(group=index, role=Role.STEWARD)
        add_member(group=ana.story.groups[index], data=data, actor=actor)
    with django_assert_max_num_queries(20):
        assert Client().get(ana.link).status_code == 200


def test_what_the_form_shows_is_the_sentence_that_is_kept(ana: Ana) -> None:
    """Other words in the form are another version of the wording."""
    event = an_event(ana.story)
    for kept in ConsentWording.objects.filter(version="2026-1"):
        for page in (f"/p/{ana.petition.slug}/", f"/e/{event.slug}/"):
            text = words(Client().get(page, headers={"Accept-Language": kept.language}))
            parts = [part.strip(". ") for part in kept.text.split(". ")]
            assert [part for part in parts if part not in text] == []
