"""What a message is and who writes it: the registry of composers. Sending is `services.message`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.models.message import Message


@dataclass(frozen=True)
class Attachment:
    """A file that comes with a mail. `content_type` may hold parameters, as in
    "text/calendar; method=PUBLISH; charset=utf-8"; `name` may be of any alphabet."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """A composed mail. Lives in memory only, from composing to sending.

    `to` is the address as the person gave it; `identity` the SHA-256 of its canonical form
    (32 bytes; made from `to` when absent) and `scope` narrow what a suppression covers.
    `unsubscribe_url` adds the one-click headers of RFC 8058. `version` is that of the facts that
    this mail tells, kept as `Message.told` before it leaves; 0 when nobody will ask.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    identity: bytes | None = None
    scope: str = ""
    unsubscribe_url: str = ""
    attachments: tuple[Attachment, ...] = ()
    version: int = 0


Compose = Callable[[Message], Mail | None]

_composers: dict[str, Compose] = {}


def register(kind: str, compose: Compose) -> None:
    """Names the composer of a kind; call it in `AppConfig.ready`.

    `compose(message)` reads the facts afresh and unseals; None means that the message is no
    longer owed, and cancels it. It may be called again for the same message, and is called
    outside a transaction: one that locks rows opens its own. Building a query costs more than
    all else of a delivery, so read the facts in one, and in few columns.
    """
    _composers[kind] = compose


def composer(kind: str) -> Compose:
    """The composer of a kind. Raises KeyError when no app registered one."""
    return _composers[kind]
