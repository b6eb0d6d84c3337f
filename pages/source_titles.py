"""The titles of what people came to a list through: a petition or an event, by its code."""

from collections.abc import Iterable, Mapping
from typing import Any

from events.models import Event
from groups.models import MemberSource
from petitions.models import Petition

# Where somebody came from, with what `source_ref` is the slug of and the route of its page.
PAGES: Mapping[str, tuple[type[Any], str]] = {
    MemberSource.PETITION: (Petition, "petition"),
    MemberSource.EVENT: (Event, "event"),
}


def source_titles(known: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """By kind and reference, as members and consents keep them, in two queries."""
    found: dict[tuple[str, str], str] = {}
    known = set(known)
    for kind, (model, _name) in PAGES.items():
        refs = [ref for one, ref in known if one == kind]
        rows = model.objects.filter(slug__in=refs).values_list("slug", "title")
        found |= {(str(kind), slug): title for slug, title in rows}
    return found
