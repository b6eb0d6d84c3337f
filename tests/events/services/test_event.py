"""Events are made, alone or city by city, and changed."""

import datetime as dt
from typing import Any

import pytest

from core.actors import SYSTEM
from core.errors import FieldError, Forbidden, Invalid, PreconditionFailed
from core.models import AuditEntry
from events.event_place import find_place
from events.local_time import in_zone, resolve
from events.models import Event, EventState, Reminder, Stage
from events.services.action import update_action
from events.services.event import create_event, create_events_of, update_event
from events.services.event_move import move_event, open_event
from groups.models import Role
from petitions.models import Bundle
from tests.events.gatherings import (
    a_private_event,
    an_action,
    an_event,
    answer,
    in_days,
    in_seven_cities,
)  # fmt: skip
from tests.events.outbox import Outbox, said
from tests.stories import Coalition, a_group, coalition_of, open_petition_of

pytestmark = pytest.mark.django_db
PLACE_MISSING = "Name the place: those who confirm are told it."


def cities(story: Coalition, *fields: dict[str, Any], group: int = 0) -> list[Any]:
    return [(story.groups[group], one) for one in fields]


def starts(events: list[Event]) -> dict[str, str]:
    return {event.city: event.start.there.strftime("%H:%M %z") for event in events}


def test_noon_is_noon_in_every_city(story: Coalition) -> None:
    july = dt.date(dt.datetime.now(dt.UTC).year + 1, 7, 12)
    events = in_seven_cities(story, an_action(story, date=july))
    assert starts(events) == {
        "Minneapolis": "12:00 -0500",
        "Portland": "12:00 -0700",
        "Seattle": "12:00 -0700",
        "San Francisco": "12:00 -0700",
        "Arlington": "12:00 -0400",
        "Washington": "12:00 -0400",
        "New York": "12:00 -0400",
    }
    assert [event.slug for event in events][:2] == [
        f"{events[0].action}-minneapolis", f"{events[0].action}-portland",
    ]  # fmt: skip


def test_the_same_instant_everywhere(story: Coalition) -> None:
    july = dt.date(dt.datetime.now(dt.UTC).year + 1, 7, 12)
    action = an_action(story, date=july, timing="instant", timezone="America/New_York")
    events = in_seven_cities(story, action)
    assert (starts(events)["Seattle"], starts(events)["New York"]) == ("09:00 -0700", "12:00 -0400")
    assert len({event.starts_at for event in events}) == 1


def test_a_time_that_one_city_does_not_have_names_the_city(story: Coalition) -> None:
    """On 14 March 2027 clocks in New York jump over 02:30; those in Phoenix do not."""
    action = an_action(story, date=dt.date(2027, 3, 14), local_time=dt.time(2, 30))
    with pytest.raises(Invalid) as refused:
        create_events_of(
            action=action,
            cities=cities(
                story, {"city": "Phoenix", "region": "AZ"}, {"city": "New York", "region": "NY"}
            ),
            actor=SYSTEM,
        )
    assert [(error.field, error.code) for error in refused.value.errors] == [
        ("1.local_time", "nonexistent_local_time")
    ]
    assert Event.objects.count() == 0


def test_all_that_is_wrong_is_named_at_once_and_nothing_is_made(story: Coalition) -> None:
    action = an_action(story)
    wrong = cities(
        story,
        {"city": "Nowhereville", "region": "NY"},
        {"city": "Oakland", "region": "CA"},
        {"city": "Oakland", "region": "CA"},
        {"postal_code": "00000"},
        {"city": "Paris", "country": "FR"},
    )
    with pytest.raises(Invalid) as refused:
        create_events_of(action=action, cities=wrong, actor=SYSTEM)
    assert [(error.field, error.code) for error in refused.value.errors] == [
        ("0.city", "unknown"),
        ("2.slug", "taken"),
        ("3.postal_code", "unknown"),
        ("4.timezone", "tz_required"),
    ]
    assert Event.objects.count() == 0


def test_a_city_abroad_has_the_zone_it_names(story: Coalition) -> None:
    paris = {"city": "Paris", "country": "FR", "timezone": "Europe/Paris"}
    (event,) = create_events_of(action=an_action(story), cities=cities(story, paris), actor=SYSTEM)
    assert (event.city, event.timezone, event.latitude) == ("Paris", "Europe/Paris", None)


def test_a_day_outside_the_plan_is_refused(story: Coalition) -> None:
    first = in_days(10).local.date()
    action = an_action(story, date=first, until=first + dt.timedelta(days=3))
    late = {"city": "Oakland", "region": "CA", "date": first + dt.timedelta(days=4)}
    with pytest.raises(Invalid) as refused:
        create_events_of(action=action, cities=cities(story, late), actor=SYSTEM)
    assert refused.value.errors[0].code == "outside_plan"

    (event,) = create_events_of(
        action=action, cities=cities(story, {**late, "date": first}), actor=SYSTEM
    )
    for days, code in ((-1, "outside_plan"), (3, ""), (4, "outside_plan")):
        assert outside(event, first + dt.timedelta(days=days), event.timezone) == code


def outside(event: Event, day: dt.date, zone: str) -> str:
    """With what code a move to the day is refused."""
    start = resolve(dt.datetime.combine(day, dt.time(12)), zone)
    fresh = Event.objects.get(pk=event.pk)
    try:
        move_event(event=fresh, version=fresh.version, start=start, actor=SYSTEM)
    except Invalid as error:
        return error.errors[0].code
    return ""


def test_a_city_may_have_a_day_of_its_own_where_the_plan_is_of_a_single_one(
    story: Coalition,
) -> None:
    first = in_days(10).local.date()
    for until in (None, first):
        action = an_action(story, date=first, until=until)
        own = {"city": "Oakland", "region": "CA", "date": first + dt.timedelta(days=1)}
        (event,) = create_events_of(action=action, cities=cities(story, own), actor=SYSTEM)
        assert (event.local_date, event.own_fields) == (own["date"], ["time"])
        assert outside(event, first + dt.timedelta(days=3), event.timezone) == ""


def test_an_open_event_at_a_private_place_has_one_to_tell(story: Coalition) -> None:
    """Drafts may lack it until they are opened."""
    missing = (FieldError("address", "required", PLACE_MISSING),)
    with pytest.raises(Invalid) as refused:
        an_event(story, is_private=True, directions="Ring twice.")
    assert refused.value.errors == missing
    draft = an_event(story, is_private=True, state=EventState.DRAFT)
    with pytest.raises(Invalid) as refused:
        open_event(event=draft, version=1, actor=SYSTEM)
    assert refused.value.errors == missing
    move_event(event=draft, version=1, where={"address": "77 Whisper Lane"}, actor=SYSTEM)
    opened = open_event(event=draft, version=2, actor=SYSTEM)
    with pytest.raises(Invalid) as refused:
        move_event(event=opened, version=3, where={"address": ""}, actor=SYSTEM)
    assert refused.value.errors == missing


def test_a_change_of_the_plan_is_followed_in_what_a_city_did_not_change(
    story: Coalition, outbox: Outbox
) -> None:
    action = an_action(story, title="Day of the clinic")
    events = {event.city: event for event in in_seven_cities(story, action)}
    own = events["Seattle"]
    move_event(
        event=own, version=1, start=resolve(own.start.local.replace(hour=17), own.timezone),
        actor=SYSTEM,
    )  # fmt: skip
    answer(events["Portland"], "ana")
    answer(events["Seattle"], "bob")
    outbox.deliver()

    _, followers = update_action(
        action=action,
        changes={"local_time": dt.time(13), "title": "Day of all clinics"},
        version=1,
        actor=SYSTEM,
    )

    assert followers.kept == {own.slug: ["time"]}
    assert sorted(followers.followed) == sorted(event.slug for event in events.values())
    now = {event.city: event for event in Event.objects.all()}
    assert (now["Portland"].local_time, now["Seattle"].local_time) == (dt.time(13), dt.time(17))
    assert {event.title for event in now.values()} == {"Day of all clinics"}
    assert said(outbox.deliver()) == [("ana", "New time or place: Day of all clinics")]


def test_the_plan_leaves_cancelled_and_past_events_alone(story: Coalition) -> None:
    action = an_action(story)
    events = in_seven_cities(story, action)
    Event.objects.filter(pk=events[0].pk).update(state=EventState.CANCELLED)
    long_ago = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    Event.objects.filter(pk=events[1].pk).update(
        starts_at=long_ago, ends_at=long_ago + dt.timedelta(hours=1)
    )
    _, followers = update_action(
        action=action, changes={"local_time": dt.time(13)}, version=1, actor=SYSTEM
    )
    assert sorted(followers.followed) == sorted(event.slug for event in events[2:])


def test_a_plan_that_one_city_cannot_follow_is_refused_whole(story: Coalition) -> None:
    action = an_action(story, date=dt.date(2027, 3, 14), local_time=dt.time(12))
    in_seven_cities(story, action)
    with pytest.raises(Invalid) as refused:
        early = {"local_time": dt.time(2, 30)}
        update_action(action=action, changes=early, version=1, actor=SYSTEM)
    assert refused.value.errors[0].code == "nonexistent_local_time"
    assert "In Minneapolis, MN: 02:30 does not exist" in refused.value.detail
    action.refresh_from_db()
    assert (action.version, set(Event.objects.values_list("local_time", flat=True))) == (
        1, {dt.time(12)},
    )  # fmt: skip


def test_an_old_version_of_the_plan_changes_nothing(story: Coalition) -> None:
    action = an_action(story)
    update_action(action=action, changes={"title": "Other"}, version=1, actor=SYSTEM)
    with pytest.raises(PreconditionFailed):
        update_action(action=action, changes={"title": "Third"}, version=1, actor=SYSTEM)


def test_what_a_city_says_differently_from_the_start_is_its_own(story: Coalition) -> None:
    action = an_action(story, capacity=50)
    (event,) = create_events_of(
        action=action,
        cities=cities(story, {"city": "Oakland", "region": "CA", "capacity": 20}),
        actor=SYSTEM,
    )
    update_action(action=action, changes={"capacity": 80}, version=1, actor=SYSTEM)
    event.refresh_from_db()
    assert (event.capacity, event.own_fields) == (20, ["capacity"])


def test_clocks_of_a_far_zone_must_be_meant(story: Coalition) -> None:
    with pytest.raises(Invalid) as refused:
        create_far(story, confirm=False)
    assert [error.code for error in refused.value.errors] == ["tz_mismatch_warning"]
    assert create_far(story, confirm=True).timezone == "Europe/London"


def create_far(story: Coalition, *, confirm: bool) -> Event:
    return create_event(
        campaign=story.campaign, group=story.lead, start=in_days(5, zone="Europe/London"),
        place=find_place(city="New York", region="NY"), actor=SYSTEM, slug="far", title="Far",
        duration_minutes=60, confirm=confirm,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "code"), [(0, "invalid"), (-5, "invalid"), (31 * 24 * 60 + 1, "too_long")]
)
def test_an_event_lasts_from_a_minute_to_a_month(story: Coalition, minutes: int, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        an_event(story, duration_minutes=minutes)
    assert [error.code for error in refused.value.errors] == [code]


def test_nothing_is_planned_for_the_past(story: Coalition) -> None:
    with pytest.raises(Invalid) as refused:
        an_event(story, start=in_days(-1))
    assert refused.value.errors == (FieldError("starts_at", "in_past", "This time has passed."),)


def test_who_plans_for_a_group(story: Coalition) -> None:
    """Its planners and the coalition lead; no partner for another, nobody for an outsider."""
    action = an_action(story)
    oakland = cities(story, {"city": "Oakland", "region": "CA"}, group=1)
    for role in (Role.ORGANIZER, Role.COORDINATOR):
        named = [(story.groups[1], {**oakland[0][1], "slug": f"by-{role}"})]
        create_events_of(action=action, cities=named, actor=story.actor(group=0, role=role))
    with pytest.raises(Forbidden):
        steward = story.actor(group=1, role=Role.STEWARD)
        create_events_of(action=action, cities=oakland, actor=steward)
    other = cities(story, {"city": "Berkeley", "region": "CA"}, group=0)
    with pytest.raises(Forbidden):
        create_events_of(action=action, cities=other, actor=story.actor(group=1))
    outsider = [(a_group(), {"city": "Berkeley", "region": "CA"})]
    with pytest.raises(Forbidden) as refused:
        create_events_of(action=action, cities=outsider, actor=SYSTEM)
    assert refused.value.code == "not_a_partner"


def test_only_bundles_of_the_campaign_are_handed_over(story: Coalition) -> None:
    foreign = Bundle.objects.create(petition=open_petition_of(coalition_of(1)), number=1)
    own = Bundle.objects.create(petition=open_petition_of(story), number=1)
    assert an_event(story, bundle=own).bundle == own
    with pytest.raises(Invalid) as refused:
        an_event(story, bundle=foreign)
    assert refused.value.errors[0].field == "bundle"


def test_directions_of_a_private_event_stay_sealed(story: Coalition) -> None:
    event = a_private_event(story)
    update_event(event=event, changes={"directions": "Knock."}, version=1, actor=SYSTEM)
    event.refresh_from_db()
    assert (event.directions, event.address, event.version, event.time_version) == ("", "", 2, 1)


def test_every_change_is_audited(story: Coalition) -> None:
    event = an_event(story)
    update_event(event=event, changes={"title": "New"}, version=1, actor=story.actor())
    entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.detail, entry.group_id) == (
        "event.changed", {"fields": ["title"]}, story.lead.pk,
    )  # fmt: skip


def test_stages(story: Coalition) -> None:
    event = an_event(story, capacity=1)
    assert event.stage == Stage.OPEN
    answer(event, "ana")
    event.refresh_from_db()
    assert (event.stage, event.stage_at(event.ends_at)) == (Stage.FULL, Stage.PAST)
    assert an_event(story, state=EventState.DRAFT).stage == Stage.DRAFT


def test_reminders_too_late_to_be_sent_are_skipped_when_planned(story: Coalition) -> None:
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    event = an_event(story, start=in_zone(soon.replace(microsecond=0), "America/New_York"))
    rows = Reminder.objects.filter(event=event).order_by("kind")
    assert list(rows.values_list("kind", "state", "last_error")) == [
        ("2_hours_before", "cancelled", "skipped_late"),
        ("day_before", "cancelled", "skipped_late"),
    ]
