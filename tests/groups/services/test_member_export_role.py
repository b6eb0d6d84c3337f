"""What is given at the end is what was approved, to who still may have it."""

import pytest
from django.utils import timezone

from core.actors import Actor
from core.errors import NotFound
from groups.member_filter import MemberFilter
from groups.models import (
    Member,
    Role,
    Staff,
)
from groups.services.member_export_build import export_pass
from groups.services.member_export_download import take_export
from tests.groups.member_lists import member_of, take_in
from tests.groups.services import test_member_export as exports
from tests.groups.services.test_member_export import approve, ask, taken
from tests.stories import Coalition

pytestmark = pytest.mark.django_db
story, steward, other = exports.story, exports.steward, exports.other  # fixtures


def test_a_steward_who_became_an_organizer_does_not_get_what_a_lead_approved(
    story: Coalition, steward: Actor
) -> None:
    lead = story.actor(group=0, role=Role.COORDINATOR)
    export = approve(ask(story, steward), lead)
    export_pass()
    unbuilt = approve(ask(story, steward), lead)
    Staff.objects.filter(user=steward.user_id).update(role=Role.ORGANIZER)
    with pytest.raises(NotFound):
        take_export(export=export, actor=steward)
    export_pass()
    unbuilt.refresh_from_db()
    assert (unbuilt.stage, unbuilt.last_error) == ("failed", "role_ended")


def test_no_more_people_leave_than_were_approved(
    story: Coalition, steward: Actor, other: Actor
) -> None:
    few = ask(story, steward, wanted=MemberFilter(city="San Francisco"))
    whole = ask(story, steward, columns=("email",))
    Member.objects.update(city="San Francisco")
    take_in(story.groups[1], "email,name\ndi@b.org,Di Ray\n")
    di = member_of(story.groups[1], "di@b.org")
    assert di is not None
    Member.objects.filter(pk=di.pk).update(created_at=timezone.now())  # a later transaction
    for export in (few, whole):
        approve(export, other)
        export_pass()
        export.refresh_from_db()
    assert (few.people, few.stage, few.last_error) == (2, "failed", "grown")
    emails = sorted(row[0] for row in taken(whole, steward)[1:])
    assert emails == ["ann@b.org", "bo@b.org", "cy@b.org"]
