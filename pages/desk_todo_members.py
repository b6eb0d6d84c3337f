"""What member lists need today: lists to decide on, exports to approve, files to take."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.selectors.member_export import exports_for_lead
from core.actors import Actor
from core.models.duty import DutyState
from core.templatetags.language import moment
from groups.models import ImportStep, MemberExport, MemberImport, Role
from groups.models.member_import import UNDECIDED
from groups.selectors.member_export import waiting_for_steward
from groups.selectors.staff import standing_of
from pages.todo import MOST, Todo


def member_imports_to_decide(actor: Actor) -> list[Todo]:
    """Lists of one's groups that were looked through, or that stopped, for stewards."""
    standing = standing_of(actor)
    groups = [pk for pk in standing.group_ids if standing.holds(pk, Role.STEWARD)]
    rows = MemberImport.objects.filter(group__in=groups, expired_at=None)
    stopped = rows.filter(state=DutyState.FAILED)
    ready = rows.filter(step__in=UNDECIDED, state=DutyState.DONE)
    waiting = (stopped | ready).select_related("group").order_by("-pk")[:MOST]
    return [_import(row) for row in waiting]


def member_exports_to_approve(actor: Actor) -> list[Todo]:
    """Exports that somebody else asked for, and that one may approve as a steward or as a lead."""
    waiting = {row.public_id: row.group.name for row in waiting_for_steward(actor)[:MOST]}
    waiting |= {row.public_id: row.group for row in exports_for_lead(actor, limit=MOST)}
    return [
        Todo(
            _("An export of members of %(group)s waits for your approval") % {"group": group},
            reverse("desk-member-export", args=[public_id]),
            _("You see what for, how many and what of them; no people."),
        )
        for public_id, group in list(waiting.items())[:MOST]
    ]


def member_files_to_take(actor: Actor) -> list[Todo]:
    """Files that one asked for and that are ready; each can be taken once, within 24 hours."""
    if actor.user_id is None:
        return []
    rows = MemberExport.objects.filter(
        requested_by=actor.user_id,
        state=DutyState.DONE,
        downloaded_at=None,
        download_until__gt=timezone.now(),
    )
    return [
        Todo(
            ngettext(
                "A file with %(number)s person is ready for you",
                "A file with %(number)s people is ready for you",
                row.people,
            )
            % {"number": intcomma(row.people)},
            reverse("desk-member-export", args=[row.public_id]),
            _("It can be taken once, until %(time)s UTC.") % {"time": moment(row.download_until)},
            is_urgent=True,
        )
        for row in rows.order_by("download_until")[:MOST]
    ]


def _import(row: MemberImport) -> Todo:
    group = {"group": row.group.name}
    url = reverse("desk-member-import", args=[row.group.slug, row.public_id])
    if row.state == DutyState.FAILED:
        words = _("A list for the members of %(group)s stopped") % group
        return Todo(words, url, _("Decide whether to go on or to take it back."), is_urgent=True)
    detail = ngettext(
        "%(rows)s row, handed in on %(time)s UTC. Nothing of it is written yet.",
        "%(rows)s rows, handed in on %(time)s UTC. Nothing of it is written yet.",
        row.rows_total,
    ) % {"rows": intcomma(row.rows_total), "time": moment(row.created_at)}
    if row.step == ImportStep.COLUMNS:
        words = _("A list for the members of %(group)s waits for its columns") % group
        return Todo(words, f"{url}columns/", detail)
    words = _("A list for the members of %(group)s waits for your decision") % group
    return Todo(words, url, detail)
