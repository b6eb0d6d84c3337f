"""Addresses under which a calendar is subscribed to: absolute, since they leave the page."""

from django.urls import reverse

from events.links import public_url


def webcal_url(route: str, slug: str) -> str:
    """The calendar of this route, as the scheme that opens a calendar program."""
    _, _, rest = public_url().partition("://")
    return f"webcal://{rest}{reverse(route, args=[slug])}"
