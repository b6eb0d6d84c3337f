"""Tables of places."""

from places.models.postal_code import PostalCode

__all__ = ["PostalCode"]
