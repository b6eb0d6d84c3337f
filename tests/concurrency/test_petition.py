"""Partners who want the same slug, and people who change the same petition, at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.actors import SYSTEM
from core.errors import MusterError
from petitions.models import Petition
from petitions.services.petition import create_petition, update_petition
from tests.stories import coalition_of, open_petition_of

TRIES = 6


def at_once(act: Callable[[int], object]) -> list[str]:
    """What came of TRIES calls in as many threads: "done" or the code of the refusal."""
    barrier = Barrier(TRIES)

    def one(number: int) -> str:
        barrier.wait()
        try:
            act(number)
        except MusterError as refused:
            return refused.errors[0].code if refused.errors else refused.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(TRIES) as pool:
        return sorted(pool.map(one, range(TRIES)))


@pytest.mark.django_db(transaction=True)
def test_one_of_them_gets_the_slug() -> None:
    story = coalition_of(1)
    outcomes = at_once(
        lambda number: create_petition(
            slug="clinic",
            title=f"Clinic {number}",
            campaign=story.campaign,
            group=story.lead,
            text="Fund it.",
            target="Board",
            actor=SYSTEM,
        )
    )
    assert outcomes == ["done"] + ["taken"] * (TRIES - 1)
    assert Petition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_change_of_a_version_is_kept_and_the_others_are_told() -> None:
    petition = open_petition_of(coalition_of(1))
    outcomes = at_once(
        lambda number: update_petition(
            petition=petition,
            changes={"goal": 1000 + number},
            version=petition.version,
            actor=SYSTEM,
        )
    )
    assert outcomes == ["done"] + ["precondition_failed"] * (TRIES - 1)
    assert Petition.objects.get().version == petition.version + 1
