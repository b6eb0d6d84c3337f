"""The components of the pages with their markup, for those who build pages. In development only."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.http import require_safe

from core.errors import NotFound

COMPONENTS = (
    "type",
    "buttons",
    "fields",
    "errors",
    "notices",
    "progress",
    "cards",
    "events",
    "facts",
    "figures",
    "names",
    "share",
)
COLOURS = (
    *("paper", "wash", "ink", "quiet", "line", "accent", "accent-strong", "link"),
    *("focus", "error", "error-wash"),
)


@dataclass(frozen=True)
class Component:
    """A component as it looks and as it is written."""

    name: str
    markup: str


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Raises NotFound outside development."""
    if not settings.DEBUG:
        raise NotFound
    facts = {"components": [_component(name) for name in COMPONENTS], "colours": COLOURS}
    return render(request, "pages/design.html", facts)


def _component(name: str) -> Component:
    markup = get_template(f"pages/design/{name}.html").render({})
    return Component(name, markup.strip())
