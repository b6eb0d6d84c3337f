"""Country names and codes of a list's country column, as ISO 3166 alpha-2."""

from functools import lru_cache

from django_countries.data import COUNTRIES

from groups.identity import fold
from places.countries import is_country

_ALSO = {
    "us": "US", "u s": "US", "usa": "US", "u s a": "US", "united states": "US",
    "united states of america": "US", "estados unidos": "US", "ee uu": "US", "eeuu": "US",
    "vereinigte staaten": "US", "etats unis": "US", "uk": "GB", "england": "GB",
    "great britain": "GB", "united kingdom": "GB", "deutschland": "DE", "espana": "ES",
    "mexico": "MX", "brasil": "BR", "kanada": "CA", "frankreich": "FR", "schweiz": "CH",
    "osterreich": "AT", "nederland": "NL", "italia": "IT", "polska": "PL", "viet nam": "VN",
    "vietnam": "VN", "russia": "RU", "south korea": "KR",
}  # fmt: skip


_BY_NAME = {fold(str(name)): code for code, name in COUNTRIES.items()} | _ALSO


@lru_cache(maxsize=4096)
def read_country(text: str) -> str:
    """The two-letter code; empty for no text and for a country nobody knows."""
    code = text.strip().upper()
    return code if is_country(code) else _BY_NAME.get(fold(text), "")
