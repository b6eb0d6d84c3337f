"""What petitions need today: decisions on lists and suspects, bundles to approve and to hand over,
goals."""

from collections import Counter

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import Actor
from core.models.duty import DutyState
from core.templatetags.language import moment
from groups.policies import may_handle_people
from groups.selectors.staff import standing_of
from pages.desk_frame import first_address
from pages.todo import MOST, Todo
from petitions.goal import next_goal
from petitions.models import Bundle, Petition, Signature, SignatureImport, SignatureState
from petitions.models.petition import PetitionState
from petitions.policies import may_build_bundle, may_decide_suspects, may_record_delivery
from petitions.selectors.tally import public_counts

NEAR = 0.9


def imports_to_decide(actor: Actor) -> list[Todo]:
    """Lists of one's groups that stopped, or wait for a decision or for their columns, for
    stewards."""
    standing = standing_of(actor)
    groups = [pk for pk in standing.group_ids if may_handle_people(standing, pk)]
    undecided = Q(confirmed_at=None, undone_at=None)
    looked_through = Q(state=DutyState.DONE) | Q(rehearsal__isnull=False)
    rows = SignatureImport.objects.filter(
        Q(state=DutyState.FAILED) | (undecided & looked_through), source__group__in=groups
    )
    waiting = rows.select_related("petition").order_by("-pk")
    return [_import(row) for row in waiting[:MOST]]


def _import(row: SignatureImport) -> Todo:
    title = {"title": row.petition.title}
    if row.state == DutyState.FAILED:
        words = _("A list for “%(title)s” stopped") % title
        url = reverse("desk-import", args=[row.public_id])
        return Todo(words, url, _("Decide whether to go on or to take it back."), is_urgent=True)
    number = row.rows_total or 0
    detail = ngettext(
        "%(rows)s row, handed in on %(time)s UTC. Nothing of it is taken in yet.",
        "%(rows)s rows, handed in on %(time)s UTC. Nothing of it is taken in yet.",
        number,
    ) % {"rows": intcomma(number), "time": moment(row.created_at)}
    if row.is_unnamed:
        words = _("A list for “%(title)s” waits for its columns") % title
        return Todo(words, reverse("desk-import-columns", args=[row.public_id]), detail)
    words = _("A list for “%(title)s” waits for your decision") % title
    return Todo(words, reverse("desk-import", args=[row.public_id]), detail)


def suspects_to_decide(actor: Actor) -> list[Todo]:
    """Signatures that may be no person's, by petition, for who decides about them."""
    standing = standing_of(actor)
    groups = standing.group_ids
    mine = Q(source__group__in=groups) | Q(petition__campaign__lead__in=groups)
    open_ones = Signature.objects.filter(~Q(suspect=""), mine, state=SignatureState.UNCONFIRMED)
    found = open_ones.values_list("petition_id", "source__group_id").annotate(n=Count("pk"))
    counted = list(found.order_by("petition_id"))
    ids = {pk for pk, _group, _n in counted}
    petitions = Petition.objects.select_related("campaign").in_bulk(ids) if ids else {}
    waiting: Counter[int] = Counter()
    for pk, group_id, number in counted:
        if may_decide_suspects(standing, petitions[pk], group_id):
            waiting[pk] += number
    return [_suspects(petitions[pk], number) for pk, number in waiting.most_common(MOST)]


def _suspects(petition: Petition, number: int) -> Todo:
    words = ngettext(
        "%(number)s suspect signature of “%(title)s” waits for your decision",
        "%(number)s suspect signatures of “%(title)s” wait for your decision",
        number,
    )
    return Todo(
        words % {"number": intcomma(number), "title": petition.title},
        reverse("desk-suspects", args=[petition.slug]),
        _("They are not counted until somebody keeps them."),
    )


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
