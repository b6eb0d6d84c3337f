"""Links under which a petition is shared, so that it is known through whom people came."""

import re
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.actors import Actor
from core.errors import Invalid, MusterError
from groups.models import Group
from pages.desk_actor import desk_page
from pages.desk_form import DeskForm, one_of
from pages.desk_frame import desk_render
from pages.desk_petition import DeskPetition, find
from petitions.models import Petition
from petitions.selectors.source import sources_visible_to

CHANNEL = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
LONGEST_CHANNEL = 40
MOST_LISTED = 200


@require_safe
@desk_page
def share(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """A link for each group and channel; a new channel is named here and counts at once."""
    found = find(slug=slug, actor=actor)
    groups = found.own_partners
    form, link = DeskForm({"group": groups[0].slug}), ""
    if "group" in request.GET:
        form = DeskForm(request.GET)
        try:
            link = _asked_link(form, found)
        except MusterError as error:
            form = DeskForm(request.GET, error)
    facts = {
        **found.facts("desk-petition-share"),
        "form": form,
        "inputs": _inputs(form, groups),
        "link": link,
        "links": [(group.name, "", link_of(found.petition, group, "")) for group in groups]
        + _known_links(found, actor),
    }
    return desk_render(
        request, actor, "desk/petition/share.html", facts, section="petitions", status=form.status
    )


def link_of(petition: Petition, group: Group, channel: str) -> str:
    """The public page as it is shared by a group through a channel."""
    source = f"{group.slug}/{channel}" if channel else group.slug
    return f"{settings.PUBLIC_URL}/p/{petition.slug}/?source={quote(source)}"


def _asked_link(form: DeskForm, found: DeskPetition) -> str:
    by_slug = {group.slug: group for group in found.own_partners}
    group = by_slug[one_of(form.typed, "group", by_slug)]
    channel = str(form.typed.get("channel", "")).strip().lower()
    if channel and (len(channel) > LONGEST_CHANNEL or not CHANNEL.fullmatch(channel)):
        words = _("Use letters a-z and digits, joined by hyphens, at most 40 characters.")
        raise Invalid.field("channel", "invalid", words)
    return link_of(found.petition, group, channel)


def _inputs(form: DeskForm, groups: list[Group]) -> list[object]:
    names = [(group.slug, group.name) for group in groups]
    return [
        form.input("group", _("Group"), kind="select", choices=names),
        form.input(
            "channel",
            _("Channel"),
            required=False,
            maxlength=LONGEST_CHANNEL,
            hint=_("Where you share it: newsletter, sms, poster, street. Empty: the group alone."),
        ),
    ]


def _known_links(found: DeskPetition, actor: Actor) -> list[tuple[str, str, str]]:
    """Group, channel and link of each channel through which somebody came already."""
    rows = sources_visible_to(petition=found.petition, actor=actor).exclude(channel="")
    return [
        (row.group.name, row.channel, link_of(found.petition, row.group, row.channel))
        for row in rows.order_by("group__name", "channel")[:MOST_LISTED]
    ]
