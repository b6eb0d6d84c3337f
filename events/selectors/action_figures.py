"""What a list of actions shows of each: its cities, the next day, and how many answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Min, Q
from django.utils import timezone

from core.actors import Actor
from events.models import Action, EventState, Rsvp, RsvpState
from events.selectors.event import visible_to


@dataclass(frozen=True)
class CityAnswers:
    """How many answers of people who come an event of this group has."""

    group_id: int
    going: int


@dataclass(frozen=True)
class ActionFigures:
    """`cities` that are not cancelled, `next_day` on the calendar of the city that comes next."""

    cities: int = 0
    cancelled: int = 0
    next_day: date | None = None
    answers: Sequence[CityAnswers] = field(default_factory=list)


def action_figures(actions: Iterable[Action], actor: Actor) -> Mapping[int, ActionFigures]:
    """By action id, in two queries, of the events that the actor may see. Whoever shows the answers
    asks the policies first."""
    ids = [action.pk for action in actions]
    is_cancelled = Q(state=EventState.CANCELLED)
    is_next = Q(ends_at__gt=timezone.now()) & ~is_cancelled
    rows = (
        visible_to(actor)
        .filter(action__in=ids)
        .order_by()
        .values("action_id")
        .annotate(
            cities=Count("pk", filter=~is_cancelled),
            cancelled=Count("pk", filter=is_cancelled),
            next_day=Min("local_date", filter=is_next),
        )
    )
    answers = _answers(ids)
    found = {
        row["action_id"]: ActionFigures(
            row["cities"], row["cancelled"], row["next_day"], answers.get(row["action_id"], [])
        )
        for row in rows
    }
    return {pk: found.get(pk, ActionFigures()) for pk in ids}


def _answers(ids: Sequence[int]) -> dict[int, list[CityAnswers]]:
    """Answers and not people with their guests: the index alone answers this."""
    going = Rsvp.objects.filter(event__action__in=ids, state=RsvpState.GOING).order_by()
    found: dict[int, list[CityAnswers]] = {}
    for action_id, group_id, _, number in going.values_list(
        "event__action_id", "event__group_id", "event_id"
    ).annotate(number=Count("*")):
        found.setdefault(action_id, []).append(CityAnswers(group_id, number))
    return found
