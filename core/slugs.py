"""What an address may be named. Pure."""

import re

from django.utils.translation import gettext

from core.errors import Invalid

MAX_LENGTH = 60
# Words that addresses of our own use, or may come to use, beside slugs; and words that a
# program writes where it meant nothing.
_RESERVED = """
about account accounts admin all api app archive create delete desk docs edit export false
health help import index login logout me metrics muster new nil none null page platform root
schema search settings static status system true undefined
"""
RESERVED = frozenset(_RESERVED.split())
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def require_slug(slug: str, *, field: str = "slug") -> str:
    """The slug itself. Raises Invalid: lower-case ASCII letters and digits, joined by hyphens."""
    if len(slug) > MAX_LENGTH:
        raise Invalid.field(
            field,
            "max_length",
            gettext("Use at most %(max_length)s characters.") % {"max_length": MAX_LENGTH},
        )
    if not _SLUG.fullmatch(slug):
        raise Invalid.field(
            field,
            "invalid",
            gettext("Use lower-case letters a-z, digits and single hyphens between them."),
        )
    if slug in RESERVED:
        raise Invalid.field(
            field, "reserved", gettext("“%(slug)s” is reserved; choose another.") % {"slug": slug}
        )
    return slug
