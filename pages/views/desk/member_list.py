"""A group's member list: whole for its stewards, masked for its other staff, counts for leads."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from core.actors import Actor
from core.errors import Forbidden, TooManyRequests
from groups.models import Group
from groups.policies import is_staff, may_handle_people, may_request_export
from groups.selectors.member import members_page
from groups.selectors.member_count import counts_for_staff, hidden_sizes
from groups.selectors.member_search import LONGEST_SEARCH
from groups.selectors.staff import standing_of
from pages.desk_actor import desk_page
from pages.desk_frame import desk_render, groups_of
from pages.desk_members import countable_group, members_render
from pages.member_lines import member_lines
from pages.member_query import MemberQuery
from pages.member_words import place_words

MOST_PLACES = 100


@require_safe
@desk_page
def members(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Chooses the group; goes straight to the only one. For everyone who is signed in."""
    groups = groups_of(actor)
    if len(groups) == 1:
        return HttpResponseRedirect(reverse("desk-group-members", args=[groups[0].slug]))
    if not groups and actor.is_platform_admin:
        groups = list(Group.objects.order_by("name"))
    facts = {"groups": groups}
    return desk_render(request, actor, "desk/members/groups.html", facts, section="members")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def member_list(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """A page of the list. POST searches: what is looked for names people, and no address may.

    Leads of a coalition with the group, and administrators, see its sizes alone. Raises NotFound;
    Forbidden for searches by others than stewards.
    """
    group = countable_group(slug, actor)
    standing = standing_of(actor)
    if request.method == "POST" and not may_handle_people(standing, group.pk):
        raise Forbidden(gettext("People are looked for by the group's stewards."))
    if not is_staff(standing, group.pk):
        return _counted(request, actor, group)
    fields = request.POST if request.method == "POST" else request.GET
    query = MemberQuery.of(fields.dict())
    may_export = may_request_export(standing, group.pk)
    return _listed(request, actor, group, query, may_export=may_export)


def _listed(
    request: HttpRequest, actor: Actor, group: Group, query: MemberQuery, *, may_export: bool
) -> HttpResponse:
    search = request.POST.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    after = (request.POST if request.method == "POST" else request.GET).get("after", "")
    try:
        page = members_page(
            group=group, actor=actor, wanted=query.filter, search=search, cursor=after
        )
    except TooManyRequests as error:
        return _used_up(request, actor, group, error)
    is_part = bool(after or search or query.asked)
    path = reverse("desk-group-members", args=[group.slug])
    export = reverse("desk-member-export-new", args=[group.slug])
    facts = {
        "is_steward": page.in_full,
        "rows": member_lines(page, group),
        "search": search,
        "query": query,
        "filters": query.inputs(group),
        "next_cursor": page.next,
        "next_url": query.url(path, page.next) if page.next and not search else "",
        "first_url": query.url(path) if after else "",
        "list_url": query.url(path),
        "write_url": query.url(reverse("desk-message-new", args=[group.slug])),
        "export_url": query.url(export) if may_export else "",
        "counts": None if is_part else counts_for_staff(group=group, actor=actor),
        "budget": settings.MEMBER_READS_A_DAY,
    }
    return members_render(request, actor, "list.html", facts, group=group, tab="people")


def _used_up(
    request: HttpRequest, actor: Actor, group: Group, error: TooManyRequests
) -> HttpResponse:
    """The day's budget is spent: says so, and when there is more."""
    seconds = error.retry_after or 0
    facts = {
        "budget": settings.MEMBER_READS_A_DAY,
        "minutes": -(-seconds // 60),
        "counts": counts_for_staff(group=group, actor=actor),
    }
    page = members_render(
        request, actor, "used_up.html", facts, group=group, tab="people", status=429
    )
    page["Retry-After"] = str(seconds)
    return page


def _counted(request: HttpRequest, actor: Actor, group: Group) -> HttpResponse:
    size = hidden_sizes([group.pk])[group.pk]
    facts = {
        "counts": size.counts,
        "places": [
            (place_words(one.city, one.region, one.country), one.members)
            for one in size.places[:MOST_PLACES]
        ],
        "more": max(len(size.places) - MOST_PLACES, 0),
    }
    return members_render(request, actor, "counts.html", facts, group=group)
