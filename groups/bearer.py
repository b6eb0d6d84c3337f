"""The text of an API token: `mst_`, 32 random characters, 6 of checksum. Pure.

The checksum lets a truncated or mistyped token be refused without asking the database, and
lets secret scanners tell a leaked token from noise.
"""

import hashlib
import re
import secrets
import string
import zlib

PREFIX = "mst_"
SHOWN = 12  # characters that may be shown again: the prefix and eight random ones
_ALPHABET = string.digits + string.ascii_letters
_TEXT = re.compile(r"mst_([0-9A-Za-z]{32})([0-9A-Za-z]{6})")


def new_bearer() -> str:
    """A fresh token's text; 190 random bits."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(32))
    return PREFIX + body + _checksum(body)


def is_well_formed(text: str) -> bool:
    """Whether prefix, length and checksum are right; takes equal time for any checksum."""
    match = _TEXT.fullmatch(text)
    return match is not None and secrets.compare_digest(_checksum(match[1]), match[2])


def digest_of(text: str) -> bytes:
    """SHA-256: the text is random enough that a slow hash would add nothing."""
    return hashlib.sha256(text.encode()).digest()


def _checksum(body: str) -> str:
    number, letters = zlib.crc32(body.encode()), ""
    for _ in range(6):
        number, rest = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[rest]
    return letters
