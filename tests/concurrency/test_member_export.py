"""Two who decide and two who download at once, in real transactions."""

import pytest

from core.actors import Actor
from core.errors import StateConflict
from groups.member_filter import HELD_BY_GROUP
from groups.models import ExportVerdict, MemberExport, MemberRead, Role
from groups.services.member_decision import erase
from groups.services.member_export import decide_as_steward, request_export
from groups.services.member_export_build import export_pass
from groups.services.member_export_download import take_export
from tests.concurrency.crowd import at_once
from tests.groups.member_lists import member_of, take_in
from tests.stories import a_group, staff_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def export() -> MemberExport:
    group = a_group()
    take_in(group, "email,name\n" + "".join(f"a{n}@b.org,Ann\n" for n in range(500)))
    return request_export(
        group=group,
        reason="For the phone bank on Saturday",
        wanted=HELD_BY_GROUP,
        columns=("email",),
        file_format="csv",
        actor=Actor(user_id=staff_of(group, Role.STEWARD).pk),
    )


def decide(export: MemberExport, verdict: ExportVerdict, actor: Actor) -> str:
    try:
        return str(decide_as_steward(export=export, verdict=verdict, actor=actor).verdict)
    except StateConflict as error:
        return error.code


def test_of_an_approval_and_a_refusal_one_counts(export: MemberExport) -> None:
    others = [Actor(user_id=staff_of(export.group, Role.STEWARD).pk) for _ in range(2)]
    answers = at_once(
        [
            lambda: decide(export, ExportVerdict.APPROVED, others[0]),
            lambda: decide(export, ExportVerdict.REFUSED, others[1]),
        ]
        * 2
    )
    export.refresh_from_db()
    assert sorted(answers) == sorted([export.verdict, *["export.state"] * 3])


def test_of_many_downloads_one_gets_the_file(export: MemberExport) -> None:
    other = Actor(user_id=staff_of(export.group, Role.STEWARD).pk)
    decide(export, ExportVerdict.APPROVED, other)
    at_once([export_pass] * 3)
    me = Actor(user_id=export.requested_by_id)

    def take() -> int | str:
        mine = MemberExport.objects.select_related("group").get(pk=export.pk)
        try:
            return len(b"".join(take_export(export=mine, actor=me)).splitlines())
        except StateConflict as error:
            return error.code

    answers = at_once([take] * 5)
    assert sorted(answers, key=str) == [501, *["export.downloaded"] * 4]
    assert MemberRead.objects.count() == 500


def test_whoever_is_erased_beside_the_download_is_in_it_or_it_is_made_anew(
    export: MemberExport,
) -> None:
    other = Actor(user_id=staff_of(export.group, Role.STEWARD).pk)
    decide(export, ExportVerdict.APPROVED, other)
    export_pass()
    me = Actor(user_id=export.requested_by_id)
    ann = member_of(export.group, "a7@b.org")
    assert ann is not None

    def take() -> int | str:
        mine = MemberExport.objects.select_related("group").get(pk=export.pk)
        try:
            return len(b"".join(take_export(export=mine, actor=me)).splitlines())
        except StateConflict as error:
            return error.code

    answer, _ = at_once([take, lambda: erase(member_id=ann.pk)])
    told = MemberRead.objects.filter(member_id=ann.pk).count()
    assert (answer, told) in [(501, 1), ("export.rebuilding", 0)]
