"""The words by which a group sorts its members: listed with counts, added, renamed, deleted."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import MusterError, NotFound
from groups.models import Group
from groups.models.member import TAG_LENGTH
from groups.selectors.tag import CountedTag, counted_tag, counted_tags
from groups.services.tag import make_tag, remove_tag, rename_tag
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm
from pages.desk_frame import done
from pages.desk_members import members_render, stewards_group

PAGE = 15


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def member_tags(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """All tags of the group; POST adds one. For its stewards."""
    group = stewards_group(slug, actor)
    form = DeskForm()
    if request.method == "POST":
        try:
            name = make_tag(group=group, name=request.POST.get("name", ""), actor=actor)
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            words = _("The tag %(tag)s is there.") % {"tag": name}
            return done(request, words, "desk-member-tags", group.slug)
    after = request.GET.get("after", "").replace("\0", "")
    rows = counted_tags(group, after=after, limit=PAGE + 1)
    facts = {
        "form": form,
        "new": form.input("name", _("A new tag"), maxlength=TAG_LENGTH),
        "rows": rows[:PAGE],
        "next_url": f"?{urlencode({'after': rows[PAGE - 1].slug})}" if len(rows) > PAGE else "",
        "is_first": not after,
    }
    return members_render(
        request, actor, "tags.html", facts, group=group, tab="tags", status=form.status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def member_tag(request: HttpRequest, actor: Actor, slug: str, tag: str) -> HttpResponse:
    """Renames a tag on everyone who has it."""
    group = stewards_group(slug, actor)
    counted = _tag_of(group, tag)
    form = DeskForm({"to": tag})
    if request.method == "POST":
        try:
            rename_tag(group=group, slug=tag, to=request.POST.get("to", ""), actor=actor)
        except MusterError as error:
            form = DeskForm(request.POST, error)
        else:
            return done(request, _("The tag is renamed."), "desk-member-tags", group.slug)
    facts = {
        "tag": counted,
        "form": form,
        "to": form.input("to", _("New name"), maxlength=TAG_LENGTH),
    }
    return members_render(request, actor, "tag.html", facts, group=group, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def member_tag_removal(request: HttpRequest, actor: Actor, slug: str, tag: str) -> HttpResponse:
    """Takes a tag from everyone who has it."""
    group = stewards_group(slug, actor)
    counted = _tag_of(group, tag)
    if request.method == "POST":
        changed = remove_tag(group=group, slug=tag, actor=actor)
        words = ngettext(
            "The tag is deleted; %(count)s member had it.",
            "The tag is deleted; %(count)s members had it.",
            changed,
        )
        return done(request, words % {"count": changed}, "desk-member-tags", group.slug)
    return members_render(request, actor, "tag_remove.html", {"tag": counted}, group=group)


def _tag_of(group: Group, slug: str) -> CountedTag:
    found = counted_tag(group, slug.replace("\0", ""))
    if found is None:
        raise NotFound(_("There is no such tag."))
    return found
