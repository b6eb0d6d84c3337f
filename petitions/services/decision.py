"""What people decide about their own signature: confirm, withdraw, "this was not me".

Each locks the row, reads it again, decides, and writes state, transition and delta together;
each is harmless when done twice. The links that lead here prove the mailbox (`core.links`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core import vault
from core.links import LinkNoLongerValid
from core.models.suppression import SuppressionReason
from core.services.suppression import suppress
from groups.identity import email_identity, read_email
from groups.selectors.canonical_rule import canonical_rules
from petitions.cells import cell_of
from petitions.evidence import can_confirm, covers_pending, is_tombstone
from petitions.models import Cause, Consent, Display, Receipt, Signature, SignatureState, Transition
from petitions.sealed_person import Choice, from_bytes, to_bytes
from petitions.selectors.consent import consents_asked_for
from petitions.services.consent_withdrawal import disown_consents, take_consents_back
from petitions.services.delta import write_deltas
from petitions.vault_owner import petition_owner

WRITTEN = (
    "state", "named", "display", "country", "region", "city", "suspect", "decided_at", "sealed",
    "pending",
)  # fmt: skip


def confirm(*, signature_id: UUID, link_issued_at: datetime, form: int = 0) -> Signature:
    """The mailbox confirms: what waits in `pending` takes its place, the state is confirmed.

    Of the groups ticked, those count that the link's mail could name: `form` is the latest form
    that it was written about. A withdrawn signature comes back only by a link issued after the
    withdrawal, for what was signed again since. Raises LinkNoLongerValid.
    """
    with _deciding(signature_id) as signature:
        if not can_confirm(signature, link_issued_at=link_issued_at):
            raise LinkNoLongerValid
        if signature.state != SignatureState.CONFIRMED or covers_pending(signature, form=form):
            _promote(signature, form=form)
            signature.decided_at = timezone.now()
        _consents_fall_due(signature, form=form)
    return signature


def confirm_unasked(*, signature_id: UUID) -> None:
    """Where a petition asks nobody to confirm: what was just signed counts as confirmed."""
    with _deciding(signature_id) as signature:
        if signature.state != SignatureState.CONFIRMED and not is_tombstone(signature):
            _promote(signature, form=signature.form)
            _consents_fall_due(signature, form=signature.form)


def withdraw(*, signature_id: UUID) -> Signature:
    """Takes the signature back and erases what it said of the person; lists never revive it.

    Raises LinkNoLongerValid for a signature that was erased as somebody else's doing.
    """
    with _deciding(signature_id) as signature:
        if is_tombstone(signature):
            raise LinkNoLongerValid
        if signature.state != SignatureState.WITHDRAWN:
            signature.state = SignatureState.WITHDRAWN
            signature.decided_at = timezone.now()
        take_consents_back(signature)
        _erase(signature)
    return signature


def disown(*, signature_id: UUID) -> Signature:
    """ "This was not me": erases everything, and no mail about this petition follows, ever."""
    with _deciding(signature_id) as signature:
        if signature.state != SignatureState.INVALIDATED:
            if signature.petition.people_per_mailbox == 1:
                _suppress_mailbox(signature)
            signature.state = SignatureState.INVALIDATED
            signature.decided_at = timezone.now()
        disown_consents(signature)
        _erase(signature)
        signature.suspect = ""
    return signature


def choose_display(*, signature_id: UUID, display: Display) -> Signature:
    """The person says whether their name may be shown. Raises LinkNoLongerValid."""
    with _deciding(signature_id) as signature:
        if is_tombstone(signature):
            raise LinkNoLongerValid
        signature.display = display
        signature.decided_at = signature.decided_at or timezone.now()
    return signature


@contextmanager
def _deciding(signature_id: UUID) -> Iterator[Signature]:
    """The locked row; when the block ends, its changes are written with what follows from them."""
    with transaction.atomic():
        rows = Signature.objects.select_for_update(of=("self",)).select_related("petition")
        signature = rows.filter(pk=signature_id).first()
        if signature is None:
            raise LinkNoLongerValid
        before, was = cell_of(signature), signature.state
        yield signature
        signature.save(update_fields=WRITTEN)
        write_deltas([(before, -1), (cell_of(signature), 1)])
        if signature.state != was:
            Transition.objects.create(
                signature=signature,
                petition_id=signature.petition_id,
                from_state=was,
                to_state=signature.state,
                cause=_cause(was, signature.state),
                at=timezone.now(),
            )


def _cause(was: str, state: str) -> Cause:
    if state == SignatureState.CONFIRMED:
        return Cause.SIGNED_AGAIN if was == SignatureState.WITHDRAWN else Cause.CONFIRMED
    return Cause.WITHDRAWN if state == SignatureState.WITHDRAWN else Cause.NOT_ME


def _promote(signature: Signature, *, form: int) -> None:
    """What was typed online becomes the signature, with the choices made with it.

    Of one that was confirmed before, what was not typed again stays.
    """
    was_unconfirmed = signature.state == SignatureState.UNCONFIRMED
    if signature.pending is not None:
        person, choice = from_bytes(_unseal(signature, signature.pending))
        says_where = was_unconfirmed or bool(person.get("postal_code"))
        if signature.state == SignatureState.CONFIRMED and signature.sealed is not None:
            person = from_bytes(_unseal(signature, signature.sealed))[0] | person
        signature.sealed = _sealer(signature).seal(signature.pk, to_bytes(person))
        signature.named = True
        covered = covers_pending(signature, form=form)
        if choice is not None:
            _apply(signature, choice, says_where=says_where)
            # Those of an unconfirmed one are written down one by one.
            if covered and not was_unconfirmed:
                _subscribe(signature, choice)
        # What a later form ticked waits for the link of its own mail.
        if covered or choice is None or was_unconfirmed or not choice.subscribe:
            signature.pending = None
    signature.state = SignatureState.CONFIRMED
    signature.suspect = ""
    Receipt.objects.filter(signature=signature, signature_import=None).update(
        state=SignatureState.CONFIRMED
    )


def _apply(signature: Signature, choice: Choice, *, says_where: bool) -> None:
    """A postal code of no known place is the person's nevertheless: what a form before it said of
    the place is not theirs any more, and may have been a machine's."""
    signature.display = choice.display
    if choice.country or says_where:
        signature.country, signature.region = choice.country, choice.region
        signature.city = choice.city


def _subscribe(signature: Signature, choice: Choice) -> None:
    now = timezone.now()
    given: dict[str, Any] = {
        "wording": choice.wording,
        "source_id": choice.source,
        "given_at": now,
        "withdrawn_at": None,
        "due_at": now,
    }
    for group_id in choice.subscribe:
        Consent.objects.update_or_create(signature=signature, group_id=group_id, defaults=given)


def _consents_fall_due(signature: Signature, *, form: int) -> None:
    """From now on the groups that the person ticked are owed to them.

    What a list reports was due when the list came, and is none of the mailbox's words.
    """
    consents_asked_for(signature, form=form).update(due_at=timezone.now())


def _erase(signature: Signature) -> None:
    signature.sealed = signature.pending = None
    signature.named = False
    Receipt.objects.filter(signature=signature).update(sealed=None, named=False)


def _suppress_mailbox(signature: Signature) -> None:
    """No mail about this petition to this mailbox again, whatever would send it.

    Not where two people share a mailbox: the other's mail goes on.
    """
    for part in (signature.pending, signature.sealed):
        address = from_bytes(_unseal(signature, part))[0].get("email") if part else None
        if address:
            canonical = read_email(address, canonical_rules()).canonical
            suppress(
                identity=email_identity(canonical),
                reason=SuppressionReason.NOT_ME,
                scope=mail_scope(signature.petition_id),
            )
            return


def mail_scope(petition_id: int) -> str:
    """The scope of suppressions of one petition's mail."""
    return f"petition:{petition_id}"


def _sealer(signature: Signature) -> vault.Sealer:
    return vault.sealer(petition_owner(signature.petition_id))


def _unseal(signature: Signature, sealed: Any) -> bytes:
    return _sealer(signature).unseal(signature.pk, bytes(sealed))
