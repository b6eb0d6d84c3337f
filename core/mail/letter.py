"""Turns a composed mail into the bytes of RFC 5322. No network, no database."""

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

import idna

from core.mail.failures import PermanentFailure
from core.outbox import Mail


def write_letter(mail: Mail, *, message_id: str, sender: str) -> EmailMessage:
    """The mail as a message with a plain part and, when given, an HTML one.

    `sender` is "Name <address>". Raises PermanentFailure for an address or a header that no
    attempt can send, such as one with a line break.
    """
    letter = EmailMessage(policy=SMTP)
    try:
        letter["From"] = _mailbox(sender)
        letter["To"] = _recipient(mail.to)
        letter["Subject"] = mail.subject
        letter["Date"] = format_datetime(datetime.now(UTC))
        letter["Message-ID"] = message_id
        letter["Auto-Submitted"] = "auto-generated"
        for name, value in _extra_headers(mail).items():
            letter[name] = value
    except (ValueError, IndexError, UnicodeError) as error:
        # The error's text would hold the address: only its kind is kept.
        raise PermanentFailure("unsendable_header") from error
    letter.set_content(mail.text)
    if mail.html:
        letter.add_alternative(mail.html, subtype="html")
    return letter


def _recipient(address: str) -> Address:
    """The address with its domain in IDNA 2008, as mail servers look it up (ß stays ß there).

    The local part stays as the person wrote it.
    """
    local, _, domain = address.rpartition("@")
    if not local or not domain:
        raise ValueError("not an address")
    return Address(username=local, domain=idna.encode(domain, uts46=True).decode())


def _mailbox(sender: str) -> Address:
    name, address = parseaddr(sender)
    return Address(display_name=name, addr_spec=address)


def _extra_headers(mail: Mail) -> dict[str, str]:
    headers = dict(mail.headers)
    if mail.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
