"""Anybody may sign with somebody's address and tick groups: only what the mail was about that the
owner confirms goes with it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from core import links
from core.actors import ANYONE
from core.links import Link
from core.models import Message
from core.models.duty import DutyState
from core.outbox import composer
from groups.identity import DEFAULT_RULES
from groups.models import Group
from petitions.links import CONFIRM
from petitions.models import Petition, Signature
from petitions.selectors.own_signature import own_signature
from petitions.services.consent_enrolment import enrol_pass
from petitions.services.decision import confirm, withdraw
from petitions.services.signature import sign_petition
from petitions.sign_form import read_sign_form
from tests.petitions.list_files import take_in
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
ANA = {"given_name": "Ana", "family_name": "Castillo", "email": "ana@example.org"}
Before = Callable[[Petition, Coalition, Path], None]


@pytest.fixture
def story() -> Coalition:
    return coalition_of(4)


@pytest.fixture
def petition(story: Coalition) -> Petition:
    return open_petition_of(story)


def sign(petition: Petition, *groups: Group, suspect: str = "") -> None:
    form = read_sign_form({**ANA, "subscribe": [one.slug for one in groups]}, DEFAULT_RULES)
    sign_petition(slug=petition.slug, form=form, actor=ANYONE, suspect=suspect)


def mails() -> int:
    return Message.objects.exclude(state=DutyState.CANCELLED).count()


def written() -> str:
    """The token of the link that a mail has which is written now, if it asks to confirm; what was
    owed is written."""
    mail = composer("petitions.signature")(Message.objects.latest("created_at"))
    assert mail is not None
    Message.objects.update(state=DutyState.DONE, finished_at=timezone.now())
    return "".join(re.findall(r"/s/([\w-]+)/", mail.text))


def press(token: str) -> None:
    """The owner opens the link of a mail and confirms."""
    link: Link = links.read(token, CONFIRM, now=timezone.now())
    confirm(signature_id=link.subject_id, link_issued_at=link.issued_at, form=link.edition)
    enrol_pass()


def enrolled(story: Coalition) -> list[int]:
    """On whose lists Ana is, by the place of the group in the story."""
    return [
        place
        for place, group in enumerate(story.groups)
        if group.members.filter(state="active").exists()
    ]


def nothing(petition: Petition, story: Coalition, folder: Path) -> None:
    """Nobody knows her here."""


def confirmed(petition: Petition, story: Coalition, folder: Path) -> None:
    sign(petition, story.groups[0])
    press(written())


def listed(petition: Petition, story: Coalition, folder: Path) -> None:
    path = folder / "list.csv"
    path.write_text("first name,last name,email\nAna,Castillo,ana@example.org")
    take_in(petition, story.groups[1], path)


def taken_back(petition: Petition, story: Coalition, folder: Path) -> None:
    confirmed(petition, story, folder)
    withdraw(signature_id=Signature.objects.get().pk)


def suspected(petition: Petition, story: Coalition, folder: Path) -> None:
    sign(petition, story.groups[0], suspect="bot")


def forgotten(story: Coalition) -> None:
    """The mails of before are older than ten minutes."""
    Message.objects.all().delete()


@pytest.mark.parametrize(
    ("before", "on"),
    [(nothing, []), (confirmed, [0]), (listed, []), (taken_back, []), (suspected, [])],
)
@pytest.mark.parametrize("own", [(), (3,)])
def test_a_later_form_takes_back_what_it_does_not_tick(
    story: Coalition,
    petition: Petition,
    tmp_path: Path,
    before: Before,
    on: list[int],
    own: tuple[int, ...],
) -> None:
    """A stranger ticks, and within ten minutes she signs herself: by either mail, hers counts."""
    before(petition, story, tmp_path)
    forgotten(story)
    sign(petition, story.groups[2])
    first = written()
    sign(petition, *(story.groups[place] for place in own))
    assert mails() == 1 + len(own)

    press(first)
    assert enrolled(story) == on
    latest = written()
    assert bool(latest) == bool(own)
    if latest:
        press(latest)
    assert enrolled(story) == sorted({*on, *own})
    assert own_signature(Signature.objects.get().pk).asks_for == []


@pytest.mark.parametrize(
    ("before", "on"), [(nothing, []), (confirmed, [0]), (listed, []), (taken_back, [])]
)
def test_what_a_stranger_ticks_after_her_mail_is_not_confirmed_by_it(
    story: Coalition, petition: Petition, tmp_path: Path, before: Before, on: list[int]
) -> None:
    before(petition, story, tmp_path)
    forgotten(story)
    sign(petition, story.groups[3])
    hers = written()
    path = f"/s/{hers}/"
    sign(petition, story.groups[2], story.groups[3])
    names = [group.name in Client().get(path).content.decode() for group in story.groups[2:]]
    press(hers)

    # Ticked without a break, it stays hers; where the form as a whole waits, it waits for its mail.
    kept = [3] if before is nothing else []
    assert (names[0], enrolled(story)) == (False, sorted(on + kept))
    assert b"Your signature is confirmed" in Client().get(path).content


def test_of_many_forms_in_ten_minutes_two_mails_go_out(
    story: Coalition, petition: Petition
) -> None:
    sign(petition, story.groups[0])
    sign(petition, story.groups[0])
    sign(petition, story.groups[1])  # the mail is not written yet, and will say so
    assert mails() == 1
    first = written()
    for one in (story.groups[1:2], story.groups[1:3], story.groups[3:], story.groups[1:3]):
        sign(petition, *one)
    assert mails() == 2

    press(first)
    assert enrolled(story) == []
    press(written())
    assert enrolled(story) == [1, 2]


def test_links_from_before_there_were_editions_confirm_what_was_asked_then(
    story: Coalition, petition: Petition
) -> None:
    sign(petition, story.groups[1])
    press(links.issue(CONFIRM, Signature.objects.get().pk, timezone.now()))
    assert enrolled(story) == [1]
