"""The lines of a member list, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from core.templatetags.language import short_day
from groups.models import Group, MemberState
from groups.selectors.member import MemberPage, MemberRow
from pages.member_words import SOURCES, STATES, place_words


@dataclass(frozen=True)
class MemberLine:
    """One person. Behind `mail`, what a masked line does not have is empty."""

    name: str
    place: str
    tags: Sequence[str]
    mail: str  # whether they hear from the group; masked, whether they are on the list
    url: str = ""
    email: str = ""  # where it is not the name already
    source: str = ""
    since: datetime | None = None
    day: str = ""
    is_quiet: bool = False


def member_lines(page: MemberPage, group: Group) -> list[MemberLine]:
    """The people of one page, in its order."""
    nameless, states = _("Without a name"), {state: str(words) for state, words in STATES.items()}
    if not page.in_full:
        return [
            MemberLine(
                name=row.name or nameless,
                place=place_words(row.city),
                tags=row.tags,
                mail=states[row.state],
            )
            for row in page.rows
        ]
    mails = {True: _("Agreed"), False: _("Did not agree")}
    sources = {kind: str(words) for kind, words in SOURCES.items()}
    list_url = reverse("desk-group-members", args=[group.slug])
    return [_whole(row, list_url, nameless, states, mails, sources) for row in page.rows]


def _whole(
    row: MemberRow,
    list_url: str,
    nameless: str,
    states: Mapping[str, str],
    mails: Mapping[bool, str],
    sources: Mapping[str, str],
) -> MemberLine:
    is_stopped = row.state == MemberState.UNSUBSCRIBED
    return MemberLine(
        name=row.name or row.person.email or row.person.phone or nameless,
        place=place_words(row.city, row.region, row.country),
        tags=row.tags,
        mail=states[row.state] if is_stopped else mails[row.consented],
        url=f"{list_url}{row.member_id}/",
        email=row.person.email if row.name else "",
        source=sources.get(row.source_kind, ""),
        since=row.created_at,
        day=short_day(row.created_at),
        is_quiet=not is_stopped and not row.consented,
    )
