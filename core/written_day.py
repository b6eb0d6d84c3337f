"""A day in words, in the current language."""

from datetime import date
from functools import lru_cache

from django.utils import formats
from django.utils.translation import get_language


def written_day(value: date, form: str) -> str:
    """The day in Django's date format `form`, which asks for nothing below the day.

    Each is put into words once for a language: the fifty rows of a list share few days.
    """
    return _written(value.year, value.month, value.day, form, get_language())


@lru_cache(maxsize=4096)
def _written(year: int, month: int, of_month: int, form: str, _language: str | None) -> str:
    """`_language` is the current one: the words depend on it."""
    return formats.date_format(date(year, month, of_month), form)
