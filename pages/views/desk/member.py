"""One member, for the group's stewards: what is known, agreed and seen, and what is to be done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.actors import Actor
from core.errors import MusterError, NotFound
from groups.member_filter import HELD_BY_GROUP, filtered
from groups.models import Group, MemberConsent, MemberSource
from groups.selectors.consent_wording import agreed_texts
from groups.selectors.member import MemberRow, get_member
from groups.selectors.member_read import latest_reads
from groups.selectors.tag import tags_of
from groups.services.member import remove_member, unsubscribe_member
from groups.services.tag import tag_members
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm
from pages.desk_frame import done
from pages.desk_members import members_render, stewards_group
from pages.desk_words import ROLES
from pages.member_words import READ_HOWS, SOURCES, STATES, WAYS, place_words
from pages.source_titles import PAGES, source_titles


@dataclass(frozen=True)
class Agreed:
    """One consent as the page tells it. `text` is empty where a list says that they agreed."""

    consent: MemberConsent
    through: Promise | str
    reference: str
    text: str


@require_safe
@desk_page
def member(request: HttpRequest, actor: Actor, slug: str, member_id: UUID) -> HttpResponse:
    """Raises NotFound, Forbidden for other staff, TooManyRequests."""
    group = stewards_group(slug, actor)
    return shown_member(request, actor, group, member_id, DeskForm())


@require_POST
@desk_page
def member_tagging(request: HttpRequest, actor: Actor, slug: str, member_id: UUID) -> HttpResponse:
    """Gives the member the tags in `add` and takes the one in `remove`."""
    group = stewards_group(slug, actor)
    if not filtered(group, HELD_BY_GROUP).filter(pk=member_id).exists():
        raise NotFound
    remove = request.POST.get("remove", "")
    try:
        tag_members(
            group=group,
            member_ids=[member_id],
            add=request.POST.get("add", ""),
            remove=[remove] if remove else [],
            actor=actor,
        )
    except MusterError as error:
        return shown_member(request, actor, group, member_id, DeskForm(request.POST, error))
    return done(request, _("The tags are changed."), "desk-member", group.slug, member_id)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def member_unsubscribe(
    request: HttpRequest, actor: Actor, slug: str, member_id: UUID
) -> HttpResponse:
    """Stops the group's mail to somebody who asked for it."""
    group = stewards_group(slug, actor)
    if request.method == "POST":
        unsubscribe_member(group=group, member_id=member_id, actor=actor)
        words = _("No more mail goes to them.")
        return done(request, words, "desk-member", group.slug, member_id)
    return _asked(request, actor, group, member_id, "unsubscribe.html")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def member_removal(request: HttpRequest, actor: Actor, slug: str, member_id: UUID) -> HttpResponse:
    """Takes somebody off the list for good."""
    group = stewards_group(slug, actor)
    if request.method == "POST":
        remove_member(group=group, member_id=member_id, actor=actor)
        words = _("They are off the list, and what it said of them is erased.")
        return done(request, words, "desk-group-members", group.slug)
    return _asked(request, actor, group, member_id, "remove.html")


def shown_member(
    request: HttpRequest, actor: Actor, group: Group, member_id: UUID, form: DeskForm
) -> HttpResponse:
    """The member's page; the look is kept, and counts."""
    detail = get_member(group=group, member_id=member_id, actor=actor)
    row = detail.row
    known = [(one.source_kind, one.source_ref) for one in detail.consents]
    titles = source_titles([(row.source_kind, row.source_ref), *known])
    facts = {
        "row": row,
        "name": name_of(row),
        "place": place_words(row.city, row.region, row.country),
        "state": STATES[row.state],
        "source": SOURCES[row.source_kind],
        "reference": titles.get((row.source_kind, row.source_ref), row.source_ref),
        "from_import": row.source_kind == MemberSource.IMPORT,
        "consents": _agreed(detail.consents, titles),
        "reads": [
            (read, ROLES[read.role], READ_HOWS[read.how]) for read in latest_reads(member_id)
        ],
        "form": form,
        "other_tags": [slug for slug in tags_of(group) if slug not in row.tags],
    }
    return members_render(request, actor, "member.html", facts, group=group, status=form.status)


def name_of(row: MemberRow) -> str:
    """The name, or what stands for one."""
    return row.name or row.person.email or row.person.phone or _("Without a name")


def _agreed(
    consents: Iterable[MemberConsent], titles: Mapping[tuple[str, str], str]
) -> list[Agreed]:
    rows = list(consents)
    texts = agreed_texts(rows)
    return [
        Agreed(
            row,
            WAYS.get(row.source_ref, SOURCES[row.source_kind])
            if row.source_kind == MemberSource.DESK
            else SOURCES[row.source_kind],
            titles.get((row.source_kind, row.source_ref), row.source_ref)
            if row.source_kind in PAGES
            else "",
            texts.get(row.pk, ""),
        )
        for row in rows
    ]


def _asked(
    request: HttpRequest, actor: Actor, group: Group, member_id: UUID, template: str
) -> HttpResponse:
    row = get_member(group=group, member_id=member_id, actor=actor).row
    facts = {"row": row, "name": name_of(row), "is_active": row.stopped_at is None}
    return members_render(request, actor, template, facts, group=group)
