"""What may happen to a signature next, from what it is now. Pure: decides, writes nothing."""

from datetime import datetime

from petitions.models.signature import Signature, SignatureState


def can_confirm(signature: Signature, *, link_issued_at: datetime) -> bool:
    """Whether a confirmation link of that time still counts.

    Withdrawing overtakes every link before it; what was signed again since waits in `pending`.
    """
    if is_tombstone(signature) or signature.suspect:
        return False
    if signature.state == SignatureState.WITHDRAWN:
        signed_again = signature.pending is not None
        decided_at = signature.decided_at
        return signed_again and (decided_at is None or link_issued_at >= decided_at)
    return True


def covers_pending(signature: Signature, *, form: int) -> bool:
    """Whether a link about this form (`Signature.form`) knows of what waits in `pending`."""
    return signature.pending is not None and signature.form <= form


def is_tombstone(signature: Signature) -> bool:
    """Erased, and kept only so that no list and no form brings it back.

    What was excluded as a machine's is one until the person signs: that waits in `pending`.
    """
    return signature.state == SignatureState.INVALIDATED and signature.pending is None


def is_open_suspect(signature: Signature) -> bool:
    """May be no person's, and nobody has decided so far."""
    return bool(signature.suspect) and signature.state == SignatureState.UNCONFIRMED


def awaits_confirmation(signature: Signature) -> bool:
    """Whether the mailbox should be asked to confirm."""
    if signature.suspect or is_tombstone(signature):
        return False
    return signature.state == SignatureState.UNCONFIRMED or signature.pending is not None
