"""Domains of addresses, in the one form that mail servers use."""

from functools import lru_cache

import idna


@lru_cache(maxsize=1000)
def ascii_domain(domain: str) -> str:
    """The domain in IDNA 2008 (ß stays ß there), in small letters. Raises UnicodeError."""
    return idna.encode(domain, uts46=True).decode()


def domain_of(address: str) -> str:
    """The domain of an address in that form; as it is written where it is no domain."""
    domain = address.strip().rpartition("@")[2]
    try:
        return ascii_domain(domain)
    except UnicodeError:
        return domain.lower()
