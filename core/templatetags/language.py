"""Links in a page's language, and dates and times written in it.

Every template has these without loading them (`TEMPLATES` in the settings). `url` is Django's,
and keeps the language that the address of the page chose.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.language import PARAMETER, chosen_language, supported
from core.written_day import written_day

register = template.Library()


class KeptLanguageUrl(URLNode):
    """An address that keeps the chosen language."""

    def render(self, context: Context) -> str:
        address = super().render(context)
        if self.asvar:
            context[self.asvar] += keep_language(context)
            return ""
        return address + keep_language(context)


@register.tag
def url(parser: Parser, token: Token) -> KeptLanguageUrl:
    """Django's `url`; the page that it leads to is in the language that was chosen here."""
    node = parse_url(parser, token)
    return KeptLanguageUrl(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag(takes_context=True)
def keep_language(context: Context) -> str:
    """`?lang=es` for the end of a relative address, or nothing where none was chosen."""
    request = context.get("request")
    chosen = chosen_language(request) if isinstance(request, HttpRequest) else ""
    return f"?{PARAMETER}={chosen}" if chosen else ""


@register.simple_tag(takes_context=True)
def language_to_keep(context: Context) -> str:
    """The chosen language, for the hidden field of a form that is sent with GET; or nothing."""
    request = context.get("request")
    return chosen_language(request) if isinstance(request, HttpRequest) else ""


@dataclass(frozen=True)
class LanguageLink:
    """This page in one of our languages; `name` is what its speakers call it."""

    code: str
    name: str
    href: str
    is_current: bool


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """This page in each language, with all else that its address says."""
    request = context.get("request")
    current = get_language()
    return [
        LanguageLink(code, name, _in_language(request, code), code == current)
        for code, name in settings.LANGUAGES
    ]


def _in_language(request: Any, code: str) -> str:
    if not isinstance(request, HttpRequest):
        return f"?{PARAMETER}={code}"
    query = request.GET.copy()
    query[PARAMETER] = code
    return f"?{query.urlencode(safe='/')}"


@register.filter
def language_name(code: str) -> str:
    """What its speakers call a language, as Español for es; the code of one that is none of
    ours."""
    return str(dict(settings.LANGUAGES).get(supported(code), code))


@register.filter
def day(value: date | None) -> str:
    """12 July 2026, as the language writes it."""
    # Translators: Django's date format: j is the day, F the month, Y the year.
    return written_day(value, _("j F Y")) if value else ""


@register.filter
def short_day(value: date | None) -> str:
    """12 Jul 2026, as the language writes it."""
    # Translators: Django's date format, short: j is the day, M the month in three letters (b the
    # same without a capital), Y the year.
    return written_day(value, _("j M Y")) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """12 Jul 2026, 14:05, in the current time zone, which the text around it names."""
    at = localtime(value) if value else None
    return f"{short_day(at)}, {at:%H:%M}" if at else ""


@register.filter
def moment_utc(value: datetime | None) -> str:
    """12 Jul 2026, 14:05 UTC: the desk's time zone."""
    return f"{moment(value)} UTC" if value else ""
