"""The sign form in a partner's own page: the address of the frame, and the HTML to paste."""

from django.urls import reverse
from django.utils.html import format_html

from events.links import public_url
from pages.sharing import with_source
from petitions.models import Petition

# The form with all its hints, on a phone; a page may give the frame another height.
HEIGHT = 900


def embed_url(petition: Petition, *, source: str = "") -> str:
    """The absolute address of the form in a frame; `source` is "group" or "group/channel"."""
    return with_source(public_url() + reverse("petition-embed", args=[petition.slug]), source)


def embed_snippet(petition: Petition, *, source: str = "") -> str:
    """What a partner pastes into its page. Needs no script there or here; docs/embed.md."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"'
        ' referrerpolicy="no-referrer" style="border:0;max-width:32rem"></iframe>',
        embed_url(petition, source=source),
        petition.title,
        HEIGHT,
    )
