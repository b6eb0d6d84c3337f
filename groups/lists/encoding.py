"""How the bytes of a list become text: byte order mark, strict UTF-8, Windows-1252, in that order.

Detectors by statistics guess UTF-8 names as Korean, so there is none. The whole file is read
before an answer, so that a late byte cannot leave half a list in another encoding.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import closing

from django.utils.translation import gettext, gettext_noop

from groups.lists.refusal import OpenFile, unreadable

PIECE_BYTES = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_IN_NAMES = re.compile("[\u00c0-\u017f\u2018-\u201d]+")
_SAVE_AS = gettext_noop("Save the list again as CSV UTF-8.")


def find_encoding(open_file: OpenFile) -> str:
    """The codec name to read the file with. Raises Invalid (encoding) with the place."""
    head = next(_pieces(open_file), b"")
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            _require_decodable(open_file, encoding)
            return encoding
    _require_no_hidden_utf16(head)
    if _first_bad_byte(open_file, "utf-8") is None:
        return "utf-8"
    _require_not_broken_utf8(open_file)
    _require_decodable(open_file, "cp1252")
    return "cp1252"


def _pieces(open_file: OpenFile) -> Iterator[bytes]:
    with closing(open_file()) as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def _first_bad_byte(open_file: OpenFile, encoding: str) -> int | None:
    """Offset of the first byte that is not `encoding`; None when there is none."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    try:
        for piece in _pieces(open_file):
            held = len(decoder.getstate()[0])
            decoder.decode(piece)
            done += len(piece)
        held = len(decoder.getstate()[0])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return done - held + error.start
    except UnicodeError:
        return done
    return None


def _require_decodable(open_file: OpenFile, encoding: str) -> None:
    offset = _first_bad_byte(open_file, encoding)
    if offset is None:
        return
    name = {"utf-8-sig": "UTF-8", "cp1252": "text"}.get(encoding, encoding.upper())
    raise unreadable(
        "encoding",
        gettext("Byte %(offset)s of this file is not %(name)s. %(save_as)s")
        % {"offset": offset, "name": name, "save_as": gettext(_SAVE_AS)},
    )


def _is_utf8(run: bytes) -> bool:
    """Whether it spells letters of European names, or quotation marks, in UTF-8."""
    try:
        return bool(_IN_NAMES.fullmatch(run.decode("utf-8")))
    except UnicodeDecodeError:
        return False


def _require_no_hidden_utf16(head: bytes) -> None:
    if head[:1000].count(0) > len(head[:1000]) // 4:
        raise unreadable(
            "encoding",
            gettext("This file looks like UTF-16 without its mark. %(save_as)s")
            % {"save_as": gettext(_SAVE_AS)},
        )


def _require_not_broken_utf8(open_file: OpenFile) -> None:
    """A list with good UTF-8 and other bytes is damaged, or of two lists that were put together.

    Read as Windows-1252 it would garble accented names without a word. What is Windows-1252 and by
    chance the UTF-8 of such letters stands in no name: a capital A with an accent, then a sign.
    """
    good = any(
        _is_utf8(run) for piece in _pieces(open_file) for run in _BEYOND_ASCII.findall(piece)
    )
    if good:
        offset = _first_bad_byte(open_file, "utf-8")
        raise unreadable(
            "encoding",
            gettext("This file is UTF-8, but byte %(offset)s of it is damaged. %(save_as)s")
            % {"offset": offset, "save_as": gettext(_SAVE_AS)},
        )
