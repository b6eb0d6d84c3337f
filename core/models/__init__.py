"""Tables of the infrastructure."""

from core.models.audit_entry import AuditEntry
from core.models.data_key import DataKey
from core.models.idempotency_key import IdempotencyKey
from core.models.letter import Letter
from core.models.mail_pace import MailPace
from core.models.message import Message
from core.models.stored_file import StoredChunk, StoredFile
from core.models.suppression import Suppression
from core.models.throttle import Throttle

__all__ = [
    "AuditEntry",
    "DataKey",
    "IdempotencyKey",
    "Letter",
    "MailPace",
    "Message",
    "StoredChunk",
    "StoredFile",
    "Suppression",
    "Throttle",
]
