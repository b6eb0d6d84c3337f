"""What came through each group, over several petitions."""

import pytest

from petitions.models import SignatureState
from petitions.selectors.campaign_tally import counted_by_group
from petitions.services.tally import count_changes
from tests.petitions.ballot_box import ballot_box

pytestmark = pytest.mark.django_db


def test_groups_are_counted_over_petitions_counted_or_not_yet() -> None:
    one, two = ballot_box(), ballot_box()
    taken_back = one.sign(source=0)
    for _ in range(3):
        one.sign(source=1, days=1)
    two.sign(source=0)
    one.sign(source=1, state=SignatureState.UNCONFIRMED)
    count_changes()
    one.move(taken_back, SignatureState.WITHDRAWN)
    two.sign(source=0, place=2)

    counts = counted_by_group([one.petition.pk, two.petition.pk])

    mine, theirs = one.sources[0].group_id, two.sources[0].group_id
    assert {pk: n for pk, n in counts.items() if n} == {one.sources[1].group_id: 3, theirs: 2}
    assert counts.get(mine, 0) == 0
    assert counted_by_group([]) == {}
