"""What a transport sends. Knows nothing of how it was written, nor of any model."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WrittenLetter:
    """A letter on its envelope: bare addresses, and the bytes with CRLF line ends."""

    message_id: str
    sender: str
    recipient: str
    content: bytes

    @property
    def needs_utf8(self) -> bool:
        """Whether only servers with SMTPUTF8 (RFC 6531) can take it."""
        return not self.recipient.isascii()
