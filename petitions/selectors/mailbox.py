"""Reads who has signed from a mailbox that two people may share. Reads only."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from core import vault
from core.vault import Owner
from groups.lists.row_parser import ParsedRow
from petitions.models import Signature
from petitions.models.signature import SignatureState
from petitions.sealed_person import from_bytes, person_of
from petitions.selectors.sign_target import SignTarget
from petitions.shared_mailbox import Held, Mailbox, Person
from petitions.sign_form import SignForm


def slot_of(target: SignTarget, *, identity: bytes, form: SignForm) -> int:
    """The slot of who is signing. Call it under the mailbox's lock."""
    mailboxes = Mailboxes(owner=target.owner, signature_id=target.signature_id)
    mailboxes.read([identity])
    return mailboxes.mailbox(identity).slot_of(Person.of(person_of(form)))


class Mailboxes:
    """Mailboxes of one petition as they are, and as a list's rows then leave them."""

    def __init__(self, *, owner: Owner, signature_id: Callable[[bytes, int], UUID]) -> None:
        self._sealer = vault.sealer(owner)
        self._signature_id = signature_id
        self._mailboxes: dict[bytes, Mailbox] = {}

    def read(self, identities: Iterable[bytes]) -> None:
        """Reads those that are not known yet. An import calls it under their locks."""
        unknown = set(identities) - self._mailboxes.keys()
        ids = [self._signature_id(identity, slot) for identity in unknown for slot in (0, 1)]
        rows = Signature.objects.filter(pk__in=ids).only("state", "sealed", "pending")
        held = {row.pk: self._held(row) for row in rows}
        for identity in unknown:
            first, second = (held.get(self._signature_id(identity, slot)) for slot in (0, 1))
            self._mailboxes[identity] = Mailbox(first, second)

    def mailbox(self, identity: bytes) -> Mailbox:
        """One that was read."""
        return self._mailboxes[identity]

    def take_in(self, row: ParsedRow) -> int:
        """The slot of the next row of a list: rows count in the order of the file."""
        state = SignatureState.HASHED if row.hashed else SignatureState.ATTESTED
        return self._mailboxes[row.identity].take_in(Person.of(row.person), state)

    def _held(self, row: Signature) -> Held:
        return Held(row.state, self._person(row, row.sealed), self._person(row, row.pending))

    def _person(self, row: Signature, sealed: Any) -> Person | None:
        if sealed is None:
            return None
        return Person.of(from_bytes(self._sealer.unseal(row.pk, bytes(sealed)))[0])
