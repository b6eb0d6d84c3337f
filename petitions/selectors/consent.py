"""Reads which groups a signer asks to hear from, and has not confirmed."""

from django.db.models import QuerySet

from petitions.models import Consent, Signature
from petitions.models.consent import LISTED


def consents_asked_for(signature: Signature, *, form: int) -> QuerySet[Consent]:
    """Those that the latest form ticks and the mailbox may confirm by a link about this form.

    Ticked later than the link's mail, it knows nothing of them; not ticked any more, nobody asks.
    """
    waiting = signature.consents.filter(withdrawn_at=None, due_at=None, enrolled_at=None)
    return waiting.exclude(wording__startswith=LISTED).filter(
        last_form=signature.form, first_form__lte=form
    )
