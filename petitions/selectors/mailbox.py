"""Which of the people who share a mailbox is signing. Reads only."""

from core import vault
from petitions.identity import fold
from petitions.models import Signature
from petitions.sealed_person import from_bytes, full_name, person_of
from petitions.selectors.sign_target import SignTarget
from petitions.sign_form import SignForm


def slot_of(target: SignTarget, *, identity: bytes, form: SignForm) -> int:
    """0 for the first person of a mailbox, 1 for a second with another name, same postal code.

    Call it under the mailbox's lock. Anyone else of that mailbox counts as the first again.
    """
    first = target.signature_id(identity, 0)
    row = Signature.objects.filter(pk=first).only("sealed", "pending").first()
    if row is None:
        return 0
    sealer = vault.sealer(target.owner)
    held = [
        from_bytes(sealer.unseal(first, bytes(part)))[0]
        for part in (row.sealed, row.pending)
        if part is not None
    ]
    wanted = person_of(form)
    names = {fold(full_name(person)) for person in held} - {""}
    codes = {person.get("postal_code", "")[:5] for person in held} - {""}
    is_other = bool(names) and fold(full_name(wanted)) not in names
    return int(is_other and form.postal_code[:5] in codes)
