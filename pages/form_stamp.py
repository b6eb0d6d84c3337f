"""Tells a form that a person filled in from one that a machine sent. Pure.

The stamp says when the page was made; it needs no cookie, so the page can be cached. A form that
comes back sooner than anyone can read it, without a stamp, or with the field filled in that
nobody sees, is suspect: it is taken with the same answer, and not counted.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

FASTEST_SECONDS = 2
TOO_FAST = "too_fast"
TRAP = "website"
STAMP = "stamp"
_signer = TimestampSigner(salt="pages.form_stamp")


def new_stamp() -> str:
    """For a page that is being made now."""
    return _signer.sign("form")


def kept_stamp(typed: Mapping[str, str]) -> str:
    """For the same page again: whoever mends a field at once has read it long before."""
    return typed.get(STAMP) or new_stamp()


def suspicion(fields: Mapping[str, str]) -> str:
    """Why the form may be no person's, or nothing."""
    if fields.get(TRAP):
        return "honeypot"
    stamp = fields.get(STAMP, "")
    try:
        _signer.unsign(stamp)
    except BadSignature:
        return "no_stamp"
    try:
        # Young enough for a machine: unsign refuses what is older.
        _signer.unsign(stamp, max_age=timedelta(seconds=FASTEST_SECONDS))
    except SignatureExpired:
        return ""
    return TOO_FAST
