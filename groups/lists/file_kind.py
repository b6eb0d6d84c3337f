"""What a file is by its first bytes; its name is only believed when they agree."""

from enum import StrEnum

from django.utils.translation import gettext, gettext_noop

from groups.lists.refusal import unreadable, wrong_kind


class FileKind(StrEnum):
    TEXT = "text"
    XLSX = "xlsx"


HEAD_BYTES = 1024
_ZIP = b"PK\x03\x04"
_FOREIGN = (
    (b"PK\x05\x06", gettext_noop("an empty ZIP archive")),
    (b"\x1f\x8b", gettext_noop("compressed with gzip")),
    (b"BZh", gettext_noop("compressed with bzip2")),
    (b"\xfd7zXZ", gettext_noop("compressed with xz")),
    (b"7z\xbc\xaf", gettext_noop("a 7-Zip archive")),
    (b"Rar!", gettext_noop("a RAR archive")),
    (b"\xd0\xcf\x11\xe0", gettext_noop("an old Excel or Word file")),
    (b"%PDF", gettext_noop("a PDF")),
    (b"\x89PNG", gettext_noop("a picture")),
    (b"\xff\xd8\xff", gettext_noop("a picture")),
    (b"PAR1", gettext_noop("a Parquet file")),
    (b"SQLite format 3", gettext_noop("a database")),
)
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<table", b"<?xml", b"<script")


def recognise_file(head: bytes, name: str) -> FileKind:
    """The kind of a file by its first HEAD_BYTES bytes and its name.

    Raises Invalid (empty_file) and UnsupportedMedia.
    """
    if not head:
        raise unreadable("empty_file", gettext("This file is empty. Choose the list again."))
    spreadsheet = name.lower().endswith((".xlsx", ".xlsm"))
    if head.startswith(_ZIP):
        if spreadsheet:
            return FileKind.XLSX
        raise wrong_kind(
            gettext(
                "This file is a ZIP archive or an Excel workbook, but its name does not say so."
                " Upload the list inside it, or name a workbook .xlsx."
            )
        )
    what = _foreign(head)
    if what:
        raise wrong_kind(
            gettext("This file is %(what)s, not a list. Save the list as CSV or XLSX.")
            % {"what": what}
        )
    if spreadsheet:
        raise wrong_kind(gettext("This file is named like an Excel workbook but is not one."))
    return FileKind.TEXT


def _foreign(head: bytes) -> str:
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            return gettext(what)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    return gettext("a web page") if start.startswith(_MARKUP) else ""
