"""What the demo does with a group's own people, on a database that holds nobody yet."""

from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import LazySettings

from config.demo import story
from config.demo.coalition import make_groups_and_people
from config.demo.member_lists import CALLERS, VOLUNTEERS, MemberLists
from core.models import Message
from groups.models import (
    Group,
    GroupMessage,
    ImportStage,
    Invitation,
    Member,
    MemberExport,
    MemberImport,
)

pytestmark = pytest.mark.django_db(transaction=True)


def told() -> dict[str, object]:
    """What a steward finds afterwards."""
    lead = Group.objects.get(slug=story.LEAD.slug)
    lists = MemberImport.objects.filter(group=lead).order_by("pk")
    return {
        "members": Member.objects.filter(group=lead).count(),
        "lists": [(row.stage, row.rows_total) for row in lists],
        "letters": Message.objects.filter(state="done").exists(),
        "messages": GroupMessage.objects.count(),
        "exports": list(MemberExport.objects.values_list("people", flat=True)),
        "invitations": Invitation.objects.count(),
    }


def test_it_is_played_once_and_shows_each_kind_of_work(
    tmp_path: Path, settings: LazySettings
) -> None:
    settings.EMAIL_URL = f"file://{quote(str(tmp_path / 'mail'))}"
    make_groups_and_people()
    play = MemberLists(tmp_path, seed=1)
    was_over = play.is_over
    for _ in play.steps():
        pass
    found = told()
    assert (was_over, play.is_over) == (False, True)
    assert found == {
        "members": VOLUNTEERS,
        "lists": [(ImportStage.APPLIED, VOLUNTEERS), (ImportStage.READY, CALLERS)],
        "letters": True,
        "messages": 1,
        "exports": [VOLUNTEERS],
        "invitations": 1,
    }

    for _ in play.steps():
        pass
    assert told() == found
