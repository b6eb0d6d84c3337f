"""What is said when a whole file cannot be read. Single bad rows are `rejects`."""

from collections.abc import Callable
from typing import BinaryIO

from core.errors import FieldError, Invalid, TooLarge, UnsupportedMedia

# Opens the file anew, at its start: lists are read more than once and never held whole.
OpenFile = Callable[[], BinaryIO]


def unreadable(code: str, detail: str) -> Invalid:
    """The file is of a kind we read, but something in it stops us. `detail` says what to do."""
    return Invalid(detail, code=code, errors=[FieldError("file", code, detail)])


def wrong_kind(detail: str) -> UnsupportedMedia:
    """The file is not a list at all, or not what its name says."""
    code = "magic_bytes"
    return UnsupportedMedia(detail, code=code, errors=[FieldError("file", code, detail)])


def too_large(detail: str) -> TooLarge:
    """More than a worker should be asked to hold."""
    return TooLarge(detail, errors=[FieldError("file", "too_large", detail)])
