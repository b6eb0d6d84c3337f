"""The parts of a letter as bytes: texts, attachments, and parts that hold parts (RFC 2045, 2046).

Each part begins with its own headers and ends with a line end.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Sequence
from urllib.parse import quote

from core.outbox import Attachment

LONGEST_LINE = 998  # RFC 5322, 2.1.1
WORD = r"[A-Za-z0-9!#$&^_.+-]+"
QUOTED = r"\"[^\"\\\x00-\x1f\x7f-\uffff]*\""
CONTENT_TYPE = re.compile(rf"{WORD}/{WORD}(; *{WORD}=({WORD}|{QUOTED}))*")
PLAIN_NAME = re.compile(r"[A-Za-z0-9 ()_.,+-]+")


def text_part(kind: str, text: str) -> bytes:
    """A text/`kind` part in UTF-8, in the encoding that keeps it readable or short."""
    data = text.encode()
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    data = data.replace(b"\n", b"\r\n")
    if not data.endswith(b"\r\n"):
        data += b"\r\n"
    encoding, body = _encoded(data)
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}'
    return f"{head}\r\n\r\n".encode() + body


def attachment_part(attachment: Attachment) -> bytes:
    """The file in base64, its type with its parameters. Raises ValueError for a bad type."""
    if not CONTENT_TYPE.fullmatch(attachment.content_type):
        raise ValueError("not a content type")
    head = (
        f"Content-Type: {attachment.content_type}\r\n"
        f"Content-Disposition: attachment; {_file_name(attachment.name)}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + _base64(attachment.content)


def joined(kind: str, parts: Sequence[bytes]) -> bytes:
    """A multipart/`kind` of the parts. The boundary is random: no part can hold it.

    The line end before a boundary belongs to the boundary (RFC 2046, 5.1.1), not to the part.
    """
    boundary = f"=_{secrets.token_hex(16)}".encode()
    head = b'Content-Type: multipart/%s; boundary="%s"\r\n\r\n' % (kind.encode(), boundary)
    inner = b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts)
    return b"%s%s--%s--\r\n" % (head, inner, boundary)


def _encoded(data: bytes) -> tuple[str, bytes]:
    """7bit where that will do; base64 where quoted-printable would be longer, as for Arabic."""
    beyond = len(data) - len(data.translate(None, _BEYOND_ASCII))
    if not beyond and max(map(len, data.split(b"\r\n"))) <= LONGEST_LINE:
        return "7bit", data
    if beyond * 6 > len(data):
        return "base64", _base64(data)
    return "quoted-printable", binascii.b2a_qp(data, istext=True)


_BEYOND_ASCII = bytes([0, *range(128, 256)])


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def _file_name(name: str) -> str:
    """The parameter of Content-Disposition; another alphabet's name as RFC 2231 has it."""
    if PLAIN_NAME.fullmatch(name):
        return f'filename="{name}"'
    return f"filename*=utf-8''{quote(name, safe='')}"
