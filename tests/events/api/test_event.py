"""The API of events: how times are read and refused, near, moves with `If-Match`, hand-over."""

import datetime as dt
from typing import Any

import pytest

from core.models.duty import DutyState
from core.services.stored_file import store
from events.models import Event
from petitions.models import Bundle, Delivery
from petitions.vault_owner import petition_owner
from tests.events.gatherings import an_action, an_event, answer, in_days
from tests.stories import Coalition, call, open_petition_of

pytestmark = pytest.mark.django_db
NEW_YORK = {"city": "New York", "region": "NY"}


def make(story: Coalition, **body: Any) -> Any:
    fields = {"title": "Rally", "campaign": story.campaign.slug, **NEW_YORK, **body}
    return call("POST", "/api/v1/events/", token=story.token(), body=fields)


def codes(answer_: Any) -> tuple[int, list[tuple[str, str]]]:
    body = answer_.json()
    return answer_.status_code, [(error["field"], error["code"]) for error in body["errors"]]


@pytest.mark.parametrize(
    ("starts_at", "zone", "field", "code"),
    [
        ("2027-03-14T02:30:00", "America/New_York", "starts_at", "nonexistent_local_time"),
        ("2027-11-07T01:30:00", "America/New_York", "starts_at", "ambiguous_local_time"),
        ("2027-06-01T19:00", None, "timezone", "tz_required"),
        ("2027-06-01 19:00", None, "timezone", "tz_required"),
        ("2027-06-01T19:00", "EST", "timezone", "tz.not_iana"),
        ("2027-06-01T19:00", "PST", "timezone", "tz.not_iana"),
        ("2027-06-01T19:00", "GMT+5", "timezone", "tz.not_iana"),
        ("2027-06-01T19:00", "UTC-05:00", "timezone", "tz.not_iana"),
        ("2027-06-01T19:00", "../../etc/localtime", "timezone", "tz.not_iana"),
        ("2027-06-01T19:00", "America/../../x", "timezone", "tz.not_iana"),
        ("2027-06-01T19:00", "Factory", "timezone", "tz.not_iana"),
        ("2027-06-01T19:00", "posixrules", "timezone", "tz.not_iana"),
        ("2027-06-01T19:00", "localtime", "timezone", "tz.not_iana"),
        ("9999-06-01T19:00+00:00", "America/New_York", "starts_at", "overflow"),
        ("0001-01-01T00:00-23:00", "America/New_York", "starts_at", "overflow"),
        ("2027-06-01T24:00:00Z", "America/New_York", "starts_at", "invalid"),
        ("2027-06-30T23:59:60Z", "America/New_York", "starts_at", "invalid"),
        ("tomorrow 7pm", "America/New_York", "starts_at", "invalid"),
        ("19h", "America/New_York", "starts_at", "invalid"),
        ("2027-W10-5", "America/New_York", "starts_at", "invalid"),
        ("2027-070", "America/New_York", "starts_at", "invalid"),
        ("2027-06-01T19:00:00+00:00:30", "America/New_York", "starts_at", "invalid"),
        ("2027-06-31T19:00", "America/New_York", "starts_at", "invalid"),
        ("2026-01-01T19:00", "America/New_York", "starts_at", "in_past"),
        ("2027-06-01T19:00", "Europe/London", "timezone", "tz_mismatch_warning"),
    ],
)
def test_times_that_cannot_be(
    story: Coalition, starts_at: str, zone: str | None, field: str, code: str
) -> None:
    body = {"starts_at": starts_at, **({"timezone": zone} if zone else {})}
    assert codes(make(story, **body)) == (400, [(field, code)])
    assert Event.objects.count() == 0


def test_a_time_that_comes_twice_is_told_by_its_offset_or_fold(story: Coalition) -> None:
    """The second 01:30 in New York on 7 November 2027 is 06:30 UTC."""
    zone = "America/New_York"
    by_offset = make(story, starts_at="2027-11-07T01:30:00-05:00", timezone=zone)
    by_fold = make(story, starts_at="2027-11-07T01:30:00", timezone=zone, fold=1)
    first = make(story, starts_at="2027-11-07T01:30:00", timezone=zone, fold=0)
    told = [answer_.json()["starts_at"] for answer_ in (by_offset, by_fold, first)]
    assert told == [
        "2027-11-07T01:30:00-05:00", "2027-11-07T01:30:00-05:00", "2027-11-07T01:30:00-04:00",
    ]  # fmt: skip
    assert sorted(Event.objects.values_list("starts_at", flat=True)) == [
        dt.datetime(2027, 11, 7, 5, 30, tzinfo=dt.UTC),
        dt.datetime(2027, 11, 7, 6, 30, tzinfo=dt.UTC),
        dt.datetime(2027, 11, 7, 6, 30, tzinfo=dt.UTC),
    ]


def test_the_refusal_names_the_choices(story: Coalition) -> None:
    twice = make(story, starts_at="2027-11-07T01:30", timezone="America/New_York").json()
    gap = make(story, starts_at="2027-03-14T02:30", timezone="America/New_York").json()
    assert twice["detail"] == (
        "01:30 comes twice in Eastern Time on 7 November 2027. Send the offset or `fold`: "
        "2027-11-07T01:30:00-04:00 (EDT) is fold 0, 2027-11-07T01:30:00-05:00 (EST) is fold 1."
    )
    assert gap["detail"] == (
        "02:30 does not exist in Eastern Time on 14 March 2027: clocks jump over it. "
        "Choose 01:30 or 03:30."
    )


@pytest.mark.parametrize(
    ("ends_at", "expected"),
    [
        ("2027-11-07T01:15:00-05:00", (201, 30)),  # clocks go back meanwhile: half an hour
        ("2027-11-07T01:45:00-04:00", (400, "before_start")),
        ("2027-11-07T01:40:00-04:00", (400, "before_start")),
        ("2028-12-12T00:00:00", (400, "too_long")),
    ],
)
def test_ends_are_compared_as_instants(
    story: Coalition, ends_at: str, expected: tuple[int, Any]
) -> None:
    answer_ = make(
        story, starts_at="2027-11-07T01:45:00-04:00", timezone="America/New_York", ends_at=ends_at
    )
    if expected[0] == 201:
        assert (answer_.status_code, Event.objects.get().duration_minutes) == expected
    else:
        assert (answer_.status_code, answer_.json()["errors"][0]["code"]) == expected


@pytest.mark.parametrize("capacity", [-1, 1e12, "many", 1.5])
def test_capacities_that_cannot_be(story: Coalition, capacity: object) -> None:
    answer_ = make(
        story, starts_at="2027-06-01T12:00", timezone="America/New_York", capacity=capacity
    )
    status, errors = codes(answer_)
    assert (status, [field for field, _ in errors]) == (400, ["capacity"])


@pytest.mark.parametrize("reminder", ["-PT0S", "-PT0M", "+P1D", "P1D", "P1Y", "-P1Y", "-P61D", 7])
def test_reminders_that_cannot_be(story: Coalition, reminder: object) -> None:
    answer_ = make(
        story, starts_at="2027-06-01T12:00", timezone="America/New_York", reminders=[reminder]
    )
    status, errors = codes(answer_)
    assert (status, [field for field, _ in errors]) == (400, ["reminders"])


@pytest.mark.parametrize(
    "extra", [{"all_day": True}, {"recurrence": "FREQ=SECONDLY"}, {"rrule": "FREQ=DAILY"}]
)
def test_what_is_not_offered_is_refused_and_not_lost_in_silence(
    story: Coalition, extra: dict[str, Any]
) -> None:
    answer_ = make(story, starts_at="2027-06-01T12:00", timezone="America/New_York", **extra)
    assert codes(answer_) == (400, [(next(iter(extra)), "unknown_field")])


def test_titles_of_two_lines_would_break_a_mail(story: Coalition) -> None:
    answer_ = make(
        story, title="Rally\r\nBcc: x@y.example", starts_at="2027-06-01T12:00",
        timezone="America/New_York",
    )  # fmt: skip
    assert answer_.status_code == 400


def test_a_plan_is_carried_out_city_by_city(story: Coalition) -> None:
    token = story.token()
    plan = {
        "title": "Day of the clinic", "slug": "day-of-the-clinic", "campaign": story.campaign.slug,
        "date": "2027-07-12", "local_time": "12:00", "duration_minutes": 120,
    }  # fmt: skip
    assert call("POST", "/api/v1/actions/", token=token, body=plan).status_code == 201
    cities = [
        {**NEW_YORK, "group": story.groups[1].slug, "venue": "Foley Square", "capacity": 30},
        {"postal_code": "94601", "address": "9 Secret Road", "private": True},
    ]
    made = call("POST", "/api/v1/actions/day-of-the-clinic/events/", token=token, body=cities)

    assert made.status_code == 201
    assert [
        (event["slug"], event["starts_at"], event["timezone"], event["group"], event["private"])
        for event in made.json()
    ] == [
        ("day-of-the-clinic-new-york", "2027-07-12T12:00:00-04:00", "America/New_York",
         story.groups[1].slug, False),
        ("day-of-the-clinic-oakland", "2027-07-12T12:00:00-07:00", "America/Los_Angeles",
         story.lead.slug, True),
    ]  # fmt: skip


def test_a_list_of_cities_is_a_list(story: Coalition) -> None:
    action = an_action(story)
    path = f"/api/v1/actions/{action.slug}/events/"
    bodies: list[Any] = [{}, [], "Oakland", [["Oakland"]], [{"city": 5, "region": "CA"}]]
    for body in bodies:
        refused = call("POST", path, token=story.token(), body=body)
        assert refused.status_code == 400, body
    assert Event.objects.count() == 0


def test_moving_needs_the_version_that_was_read(story: Coalition) -> None:
    event = an_event(story)
    path, body = f"/api/v1/events/{event.slug}/move/", {"starts_at": "2027-06-01T12:00"}
    blind = call("POST", path, token=story.token(), body=body)
    stale = call("POST", path, token=story.token(), body=body, **{"If-Match": '"7"'})
    read = call("GET", f"/api/v1/events/{event.slug}/")
    moved = call("POST", path, token=story.token(), body=body, **{"If-Match": read["ETag"]})
    assert [blind.status_code, stale.status_code, moved.status_code] == [428, 412, 200]
    assert (moved.json()["starts_at"], moved["ETag"]) == ("2027-06-01T12:00:00-04:00", '"2"')


def test_moving_by_a_day_or_an_hour_keeps_the_rest(story: Coalition) -> None:
    event = an_event(story, start=in_days(10, at="18:00"))
    path, headers = f"/api/v1/events/{event.slug}/move/", {"If-Match": '"1"'}
    moved = call("POST", path, token=story.token(), body={"date": "2027-06-01"}, **headers)
    later = call(
        "POST", path, token=story.token(), body={"local_time": "19:30"}, **{"If-Match": '"2"'}
    )
    nothing = call("POST", path, token=story.token(), body={}, **{"If-Match": '"3"'})
    assert moved.json()["starts_at"] == "2027-06-01T18:00:00-04:00"
    assert later.json()["starts_at"] == "2027-06-01T19:30:00-04:00"
    assert (nothing.status_code, nothing.json()["code"]) == (400, "nothing_to_do")


def test_near_is_by_distance_and_knows_its_zip_codes(story: Coalition) -> None:
    for city, region in (("New York", "NY"), ("Newark", "NJ"), ("Boston", "MA")):
        an_event(story, city=city, region=region, slug=city.lower().replace(" ", "-"))
    found = call("GET", "/api/v1/events/?near=10001&within=20").json()["results"]
    assert [(row["slug"], row["distance_miles"] < 20) for row in found] == [
        ("new-york", True), ("newark", True),
    ]  # fmt: skip
    wide = call("GET", "/api/v1/events/?near=10001&within=250").json()["results"]
    assert [row["slug"] for row in wide] == ["new-york", "newark", "boston"]
    for query in ("near=00000", "near=x", "near=10001&within=0", "near=10001&within=many",
                  "near=10001&within=501", "within=5", "near=10001&within=nan"):  # fmt: skip
        assert call("GET", f"/api/v1/events/?{query}").status_code == 400, query


def test_near_pages_through(story: Coalition) -> None:
    for number in range(5):
        an_event(story, slug=f"here-{number}")
    page = call("GET", "/api/v1/events/?near=10001&limit=2").json()
    seen = [row["slug"] for row in page["results"]]
    while page["next"]:
        path = page["next"].removeprefix("http://testserver")
        page = call("GET", path).json()
        seen += [row["slug"] for row in page["results"]]
    assert sorted(seen) == [f"here-{number}" for number in range(5)]


def test_small_counts_are_hidden_from_the_coalition_lead(story: Coalition) -> None:
    event = an_event(story, group=1)
    answer(event, "ana")
    path = f"/api/v1/events/{event.slug}/"
    counts = [
        {name: body[name] for name in ("going", "waiting") if name in body}
        for body in (
            call("GET", path, token=story.token(group=1)).json(),
            call("GET", path, token=story.token(group=0)).json(),
            call("GET", path, token=story.token("events:read", group=1)).json(),
            call("GET", path).json(),
        )
    ]
    assert counts == [{"going": 1, "waiting": 0}, {"going": "<10", "waiting": 0}, {}, {}]


def test_the_hand_over_is_recorded_once(story: Coalition) -> None:
    petition = open_petition_of(story)
    archive = store(
        owner=petition_owner(petition.pk), name="b.zip", content_type="application/zip",
        chunks=[b"zip"],
    )  # fmt: skip
    sealed_at = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    bundle = Bundle.objects.create(
        petition=petition, number=1, state=DutyState.DONE, archive=archive,
        owed_at=sealed_at, sealed_at=sealed_at,
    )  # fmt: skip
    event = an_event(story, bundle=bundle)
    body = {"delivered_to": "The board", "delivered_at": "2026-07-02T12:00:00Z", "receipt": "A 7"}
    path = f"/api/v1/events/{event.slug}/handover/"

    first = call("POST", path, token=story.token(), body=body)
    second = call("POST", path, token=story.token(), body=body)
    without = call(
        "POST", f"/api/v1/events/{an_event(story).slug}/handover/", token=story.token(), body=body
    )

    assert (first.status_code, first.json()["handed_over_at"]) == (201, "2026-07-02T12:00:00Z")
    assert (second.status_code, second.json()["code"]) == (409, "event.handed_over")
    assert (without.status_code, without.json()["code"]) == (409, "event.no_bundle")
    assert Delivery.objects.values_list("delivered_to", "receipt").get() == ("The board", "A 7")


@pytest.mark.parametrize(
    ("group", "said"),
    [
        (0, "More seats than that are taken; the capacity cannot be so small."),
        (1, "3 seats are taken; the capacity cannot be less."),
    ],
)
def test_seats_that_are_taken_are_numbered_for_the_hosts_alone(
    story: Coalition, group: int, said: str
) -> None:
    event = an_event(story, group=1)
    answer(event, "ana", guests=2)
    path, headers = f"/api/v1/events/{event.slug}/", {"If-Match": '"1"'}
    refused = call("PATCH", path, token=story.token(group=group), body={"capacity": 1}, **headers)
    assert (refused.status_code, refused.json()["detail"]) == (409, said)
    assert refused.json()["code"] == "event.seats_taken"
