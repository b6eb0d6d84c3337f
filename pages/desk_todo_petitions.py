"""What petitions need today: lists that stopped, bundles to approve and to hand over, goals."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.actors import Actor
from core.models.duty import DutyState
from groups.models import Role
from groups.selectors.staff import standing_of
from pages.desk_frame import first_address
from pages.todo import MOST, Todo
from petitions.goal import next_goal
from petitions.models import Bundle, Petition, SignatureImport
from petitions.models.petition import PetitionState
from petitions.policies import may_build_bundle, may_record_delivery
from petitions.selectors.tally import public_counts

NEAR = 0.9


def stopped_imports(actor: Actor) -> list[Todo]:
    """Lists of one's groups that could not be imported, for stewards."""
    standing = standing_of(actor)
    groups = [pk for pk in standing.group_ids if standing.holds(pk, Role.STEWARD)]
    rows = SignatureImport.objects.filter(source__group__in=groups, state=DutyState.FAILED)
    return [
        Todo(
            _("A list for “%(title)s” stopped") % {"title": row.petition.title},
            first_address(row.petition.slug, "desk-petition", "petition"),
            _("Decide whether to go on or to take it back."),
            is_urgent=True,
        )
        for row in rows.select_related("petition").order_by("-pk")[:MOST]
    ]


def bundles_to_approve(actor: Actor) -> list[Todo]:
    """Bundles that somebody else asked for and that one may have built."""
    standing = standing_of(actor)
    waiting = _bundles(actor).filter(sealed_at=None, state=DutyState.PENDING)
    rows = waiting.exclude(requested_by=actor.user_id).order_by("pk")[:MOST]
    return [
        Todo(
            _("A bundle of “%(title)s” waits for your approval") % {"title": row.petition.title},
            first_address(row.petition.slug, "desk-petition", "petition"),
        )
        for row in rows
        if may_build_bundle(standing, row.petition)
    ]


def bundles_to_hand_over(actor: Actor) -> list[Todo]:
    """Bundles that are built and not handed over, for the coalition lead."""
    standing = standing_of(actor)
    rows = _bundles(actor).filter(state=DutyState.DONE, deliveries=None).order_by("pk")[:MOST]
    return [
        Todo(
            _("Bundle %(number)d of “%(title)s” is ready")
            % {"number": row.number, "title": row.petition.title},
            first_address(row.petition.slug, "desk-petition", "petition"),
            _("Verify it, hand it over, and note to whom."),
        )
        for row in rows
        if may_record_delivery(standing, row.petition)
    ]


def petitions_near_goal(actor: Actor) -> list[Todo]:
    """Open petitions of one's groups that need a last push to the goal that they show."""
    groups = standing_of(actor).group_ids
    rows = list(
        Petition.objects.filter(group__in=groups, state=PetitionState.OPEN).order_by("-pk")[:50]
    )
    counts = public_counts([row.pk for row in rows]) if rows else {}
    goals = {row.pk: next_goal(counts[row.pk], first=row.goal) for row in rows}
    return [
        Todo(
            _("“%(title)s” is near its goal") % {"title": row.title},
            first_address(row.slug, "desk-petition", "petition"),
            _("%(count)d of %(goal)d signatures: a good day to share it.")
            % {"count": counts[row.pk], "goal": goals[row.pk]},
        )
        for row in rows
        if NEAR * goals[row.pk] <= counts[row.pk]
    ][:MOST]


def _bundles(actor: Actor) -> QuerySet[Bundle]:
    groups = standing_of(actor).group_ids
    own = Q(petition__group__in=groups) | Q(petition__campaign__lead__in=groups)
    return Bundle.objects.filter(own).select_related("petition__campaign")
