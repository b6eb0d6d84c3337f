"""Turns a composed mail into the bytes of RFC 5322. No network, no database.

The standard library's `EmailMessage` parses and folds every header and tries encodings line by
line: that took more time than all else of a delivery. So the parts are put together here, and
only headers that must be encoded or folded go through `email.header`.
"""

import re
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache

from core.mail.domain import ascii_domain
from core.mail.failures import PermanentFailure
from core.mail.mime_part import LONGEST_LINE, attachment_part, joined, text_part
from core.mail.written_letter import WrittenLetter
from core.outbox import Mail

LINE = 78  # RFC 5322, 2.1.1
FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
ADDRESSES = frozenset({"From", "To"})  # written as they must be already
LINE_END = "\r\n"


def write_letter(mail: Mail, *, message_id: str, sender: str) -> WrittenLetter:
    """The mail with a plain part and, when given, an HTML one and attachments.

    `sender` is "Name <address>". Raises PermanentFailure for an address or a header that no
    attempt can send, such as one with a line break.
    """
    try:
        recipient = _recipient(mail.to)
        from_line, from_address = _mailbox(sender)
        headers = {
            "From": from_line,
            "To": recipient,
            "Subject": mail.subject,
            "Date": format_datetime(datetime.now(UTC)),
            "Message-ID": message_id,
            "Auto-Submitted": "auto-generated",
            "MIME-Version": "1.0",
            **_extra_headers(mail),
        }
        lines = [_header(name, value) for name, value in headers.items()]
        body = _body(mail)
    except (ValueError, IndexError, UnicodeError) as error:
        # The error's text would hold the address: only its kind is kept.
        raise PermanentFailure("unsendable_header") from error
    head = LINE_END.join([*lines, ""]).encode()
    return WrittenLetter(message_id, from_address, recipient, head + body)


def _body(mail: Mail) -> bytes:
    part = text_part("plain", mail.text)
    if mail.html:
        part = joined("alternative", [part, text_part("html", mail.html)])
    if mail.attachments:
        part = joined("mixed", [part, *(attachment_part(one) for one in mail.attachments)])
    return part


def _recipient(address: str) -> str:
    """The address with its domain as mail servers look it up.

    The local part stays as the person wrote it.
    """
    local, _, domain = address.rpartition("@")
    if not local or not domain or FORBIDDEN.search(local):
        raise ValueError("not an address")
    return Address(username=local, domain=ascii_domain(domain)).addr_spec


@lru_cache(maxsize=8)
def _mailbox(sender: str) -> tuple[str, str]:
    """The line of From, its name encoded where it must be, and the bare address."""
    name, address = parseaddr(sender)
    return formataddr((name, address)), Address(addr_spec=address).addr_spec


def _header(name: str, value: str) -> str:
    """One header without its line end. Raises ValueError for one that no server would take."""
    if FORBIDDEN.search(value) or FORBIDDEN.search(name):
        raise ValueError("a control character in a header")
    line = f"{name}: {value}"
    plain = value.isascii() and "=?" not in value
    written = name in ADDRESSES or (plain and (len(line) <= LINE or " " not in value))
    if not written:
        header = Header(value, "us-ascii" if plain else "utf-8", LINE, header_name=name)
        line = f"{name}: {header.encode(linesep=LINE_END)}"
    if max(map(len, line.split(LINE_END))) > LONGEST_LINE:
        raise ValueError("a header that cannot be folded")
    return line


def _extra_headers(mail: Mail) -> dict[str, str]:
    headers = dict(mail.headers)
    if mail.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
