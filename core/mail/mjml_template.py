"""The HTML part of mails: MJML compiled first, Django's template language rendered after.

So the layout is compiled once per process, and nothing that people wrote is ever read as MJML.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.template import engines
from django.template.loader import get_template
from django.utils.translation import get_language
from mjml import mjml2html

# MJML would load some that it knows, Roboto among them, from another host.
NO_FONTS: dict[str, str] = {}


def render_mjml(name: str, context: Mapping[str, Any]) -> str:
    """The HTML, in the active language, of an MJML template with Django's tags in it.

    Template tags that wrap MJML elements belong into `mj-raw`.
    """
    return str(_compiled(name).render({"language": get_language(), **context}))


@cache
def _compiled(name: str) -> Any:
    source = get_template(name).template.source  # type: ignore[attr-defined]  # Django's backend
    return engines["django"].from_string(mjml2html(source, fonts=NO_FONTS))
