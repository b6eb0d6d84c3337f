"""Countries by their ISO 3166-1 code, from django-countries' list. Pure: no database."""

from django_countries.data import COUNTRIES

COUNTRY_CODES: frozenset[str] = frozenset(COUNTRIES)


def is_country(code: str) -> bool:
    """Whether `code` is one of the two-letter codes, in capitals."""
    return code in COUNTRY_CODES


def country_name(code: str) -> str:
    """The country's English name, or the code itself when nobody knows it."""
    return str(COUNTRIES.get(code, code))
