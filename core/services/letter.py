"""Owes mails whose words are known already. Mails about rows are composed when they are sent."""

import json
import uuid

from django.db import transaction

from core import vault
from core.models.letter import Letter
from core.models.message import Message
from core.outbox import Mail
from core.services.message import owe

KIND = "letter"


def owe_letter(mail: Mail) -> None:
    """Keeps the mail sealed and owes it; it goes out by the outbox, with all its patience."""
    words = {"to": mail.to, "subject": mail.subject, "text": mail.text, "html": mail.html}
    letter_id = uuid.uuid4()
    sealed = vault.seal(vault.PLATFORM, letter_id, json.dumps(words).encode())
    with transaction.atomic():
        Letter.objects.create(id=letter_id, sealed=sealed)
        owe(kind=KIND, about=letter_id, dedup_key=f"{KIND}:{letter_id}")


def compose_letter(message: Message) -> Mail | None:
    """The mail as it was written; None when it was cleaned away."""
    letter = Letter.objects.filter(pk=message.about).first()
    if letter is None:
        return None
    return Mail(**json.loads(vault.unseal(vault.PLATFORM, letter.pk, bytes(letter.sealed))))
