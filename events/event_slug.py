"""The address of an event that nobody named. Pure, but for the chance in it."""

import secrets

from django.utils.text import slugify

from core.slugs import MAX_LENGTH

CHANCE_BYTES = 3


def slug_for(title: str, city: str) -> str:
    """Title and city, and six letters that keep two such events apart."""
    ending = f"-{secrets.token_hex(CHANCE_BYTES)}"
    words = slugify(f"{title} {city}")[: MAX_LENGTH - len(ending)].strip("-_").replace("_", "-")
    return (words or "event") + ending
