"""Who is gone stays gone, whatever of them a later list knows."""

from collections.abc import Callable

import pytest

from groups.models import Group, MemberState
from groups.services.member_decision import erase, leave
from tests.groups.member_lists import figures, member_of, take_in
from tests.stories import coalition_of

pytestmark = pytest.mark.django_db
HEAD = "first name,last name,email,phone,street,zip\n"
ERICA = "Erica,Waswithus,erica@mail.example,212 736 5000,1 Elm Street,10001\n"
BY_PHONE = ",,,212 736 5000,,\n"
ON_PAPER = "Erica,Waswithus,,,1 Elm Street,10001\n"
OTHER = "Ed,Neighbour,,212 736 5001,,\n"


@pytest.fixture
def group() -> Group:
    return coalition_of(1).groups[0]


@pytest.mark.parametrize("go", [erase, leave])
@pytest.mark.parametrize("known", [BY_PHONE, ON_PAPER, ERICA])
def test_no_list_brings_somebody_back_by_what_else_it_knows(
    group: Group, go: Callable[..., None], known: str
) -> None:
    take_in(group, HEAD + ERICA)
    member = member_of(group, "erica@mail.example")
    assert member is not None
    for _ in range(2):
        go(member_id=member.pk)

    result = take_in(group, HEAD + known + OTHER).result

    assert figures(result) == {"new": 1, "suppressed": 1}
    assert group.members.filter(sealed__isnull=False).count() == 1


def test_who_has_the_phone_for_themselves_keeps_it(group: Group) -> None:
    take_in(group, HEAD + ERICA)
    take_in(group, HEAD + BY_PHONE)
    member = member_of(group, "erica@mail.example")
    assert member is not None

    erase(member_id=member.pk)

    states = group.members.order_by("state").values_list("state", flat=True)
    assert list(states) == [MemberState.ACTIVE, MemberState.ERASED, MemberState.ERASED]
