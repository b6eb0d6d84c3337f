"""Whatever people, lists and their undoing do, in any order: the tally is the truth.

Every service that changes what is counted takes part here; a new one adds a step.
"""

import hashlib
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actors import ANYONE, SYSTEM
from core.links import LinkNoLongerValid
from groups.identity import DEFAULT_RULES, canonical_email, email_identity
from petitions.cells import cell_of, signature_cell
from petitions.identity import signature_id
from petitions.models import Confirmation, Delta, Display, Petition, SignatureImport, SignatureState
from petitions.selectors.tally import public_count, waterfall
from petitions.selectors.truth import truth
from petitions.services.decision import choose_display, confirm, disown, withdraw
from petitions.services.delta import Change, insert_deltas, write_deltas
from petitions.services.signature import sign_petition
from petitions.services.tally import count_changes, recount
from petitions.sign_form import read_sign_form
from tests.petitions.ballot_box import ballot_box
from tests.petitions.list_files import take_back, take_in
from tests.stories import Coalition, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
PEOPLE = ["ana@example.org", "bao.tran@gmail.com", "chidi@example.org"]
ZIPS = ["10001", "94607", ""]

who = st.integers(0, len(PEOPLE) - 1)
group = st.integers(0, 2)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("sign"), who, group, st.sampled_from(list(Display))),
        st.tuples(st.just("list"), group, st.lists(who, min_size=1, max_size=4), st.booleans()),
        st.tuples(st.just("undo"), st.integers(0, 5)),
        st.tuples(st.sampled_from(["confirm", "withdraw", "disown"]), who),
        st.tuples(st.just("display"), who, st.sampled_from(list(Display))),
        st.tuples(st.just("count")),
    ),
    max_size=14,
)


def test_changes_of_many_rows_are_written_as_their_net() -> None:
    box = ballot_box()
    for number in range(4):
        box.sign(state=SignatureState.UNCONFIRMED, place=number % 2)
    Delta.objects.all().delete()
    deltas = insert_deltas(
        Change("before", signature_cell("before"), "-1"), Change("after", signature_cell("after"))
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH before AS (SELECT * FROM petitions_signature WHERE city = 'Oakland'),"  # noqa: S608 (no input)
            " after AS (UPDATE petitions_signature SET state = 'confirmed'"
            f" WHERE city = 'Oakland' RETURNING *) {deltas}"
        )
    written = Delta.objects.values_list("city", "state", "deliverable", "n").order_by("n")
    assert list(written) == [
        ("Oakland", "unconfirmed", False, -2),
        ("Oakland", "confirmed", True, 2),
    ]


def test_a_change_and_its_opposite_write_nothing() -> None:
    box = ballot_box()
    cell = cell_of(box.sign())
    Delta.objects.all().delete()
    write_deltas([(cell, 1), (cell, -1)])
    assert Delta.objects.count() == 0


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps, confirmation=st.sampled_from(list(Confirmation)))
def test_the_tally_follows_every_service(
    steps: list[tuple[Any, ...]], confirmation: Confirmation
) -> None:
    story = coalition_of(3)
    petition = open_petition_of(story, confirmation=confirmation)
    for step in steps:
        with suppress(LinkNoLongerValid):
            _take(story, petition, step)
        true = truth(petition)
        assert waterfall(petition) == true
        assert 0 <= public_count(petition.pk) <= true["counted"]
    count_changes()
    assert public_count(petition.pk) == truth(petition)["counted"]
    assert recount(petition=petition, actor=SYSTEM).corrected == 0


def _take(story: Coalition, petition: Petition, step: tuple[Any, ...]) -> None:
    match step:
        case ("sign", person, of, display):
            form = read_sign_form(_form(story, person, of, display), DEFAULT_RULES)
            sign_petition(slug=petition.slug, form=form, actor=ANYONE)
        case ("list", of, people, hashed):
            take_in(petition, story.groups[of], _list(people, hashed=hashed))
        case ("undo", which):
            imports = SignatureImport.objects.filter(petition=petition, undone_at=None)
            if found := list(imports.order_by("pk")):
                take_back(found[which % len(found)])
        case ("confirm", person):
            confirm(signature_id=_id(petition, person), link_issued_at=timezone.now())
        case ("withdraw", person):
            withdraw(signature_id=_id(petition, person))
        case ("disown", person):
            disown(signature_id=_id(petition, person))
        case ("display", person, display):
            choose_display(signature_id=_id(petition, person), display=display)
        case _:
            count_changes()


def _form(story: Coalition, person: int, of: int, display: Display) -> dict[str, str]:
    return {
        "given_name": "Ana",
        "family_name": "Tran",
        "email": PEOPLE[person],
        "postal_code": ZIPS[(person + of) % 3],
        "display": display,
        "source": story.groups[of].slug + "/street" * (person % 2),
    }


def _list(people: list[int], *, hashed: bool) -> str:
    """A partner's list, with a row that cannot be used."""
    if hashed:
        digests = (hashlib.sha256(canonical_email(PEOPLE[one]).encode()) for one in people)
        rows = [f"{digest.hexdigest()},{ZIPS[0]}" for digest in digests]
        return "\n".join(["email_sha256,zip", *rows, "not a hash,10001", ""])
    rows = [f"Ana,Tran,{PEOPLE[one]},{ZIPS[one]}" for one in people]
    return "\n".join(["first_name,last_name,email,zip_code", *rows, "No,Mail,none,", ""])


def _id(petition: Petition, person: int) -> UUID:
    return signature_id(petition.pk, email_identity(canonical_email(PEOPLE[person])))
