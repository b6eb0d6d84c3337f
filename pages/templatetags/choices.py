"""`{{ input.choices|options:input.value }}`: what can be chosen in a `<select>`."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def options(choices: Iterable[tuple[str, str | Promise]], chosen: str) -> SafeString:
    """Each value with its words, which are plain text; the one of the value `chosen` is marked.

    Not a template: the tags of a list would be most of what its page costs.
    """
    lines = (
        f'<option value="{escape(str(value))}"{" selected" if value == chosen else ""}>'
        f"{escape(str(words))}</option>"
        for value, words in choices
    )
    return mark_safe("".join(lines))  # noqa: S308 - what is not ours is escaped
