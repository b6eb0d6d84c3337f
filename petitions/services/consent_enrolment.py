"""Takes those who agreed to hear from a group onto its list: a duty of consents that are due.

A batch is one transaction: consents and their signatures are claimed and locked, people opened,
sealed under the group, and the consents marked. So it can be killed at any moment and be at work
many times at once; a signature or consent that is being withdrawn is passed over, and what was
withdrawn is not due. Signing does nothing for it but write the consent.

A list's consent is for the person as that list names them: what other groups' lists or forms say
of them is not this group's to know.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from core import vault
from core.dispatcher import PassResult
from core.vault import KeyDestroyed, Owner, VaultError
from groups.member_form import MemberForm
from groups.member_person import person_from
from groups.models import MemberSource
from groups.sealed_member import known_identity, place_of
from groups.services.member_enrolment import Agreement, Newcomer, enrol, hold_list
from groups.vault_owner import group_owner
from petitions.models import Consent, Receipt
from petitions.models.consent import LISTED
from petitions.models.signature import COUNTED
from petitions.sealed_person import from_bytes
from petitions.vault_owner import petition_owner

logger = logging.getLogger(__name__)
BATCH = 500  # a signature that is signed again waits for the batch it is in


def enrol_pass() -> PassResult:
    """The dispatcher's door: batches for some seconds. `sent` counts consents that were dealt
    with."""
    done, until = 0, time.monotonic() + settings.DUTY_PASS_SECONDS
    while time.monotonic() < until:
        dealt = enrol_batch()
        done += dealt
        if dealt < BATCH:
            break
    return PassResult(sent=done, pending=Consent.objects.exclude(due_at=None).count())


def enrol_batch() -> int:
    """Deals with the consents that are longest due; returns how many there were."""
    with transaction.atomic():
        consents = _claim()
        by_group: dict[int, list[Newcomer]] = defaultdict(list)
        listed = _listed_people(consents)
        for consent in consents:
            newcomer = _newcomer(consent, listed)
            if newcomer is not None and _opens(group_owner(consent.group_id)):
                by_group[consent.group_id].append(newcomer)
        hold_list(*by_group)
        for group_id, newcomers in sorted(by_group.items()):
            enrol(group_id=group_id, newcomers=newcomers)
        done = [consent.pk for consent in consents]
        Consent.objects.filter(pk__in=done).update(due_at=None, enrolled_at=Now())
    return len(consents)


def _claim() -> list[Consent]:
    """Locked with their signatures, as those who decide about one lock the signature first."""
    due = Consent.objects.exclude(due_at=None).select_related("signature__petition")
    locked = due.select_for_update(of=("self", "signature"), skip_locked=True)
    return list(locked.order_by("due_at")[:BATCH])


def _newcomer(consent: Consent, listed: Mapping[int, Any]) -> Newcomer | None:
    """None for who is no longer counted, or of whom nothing is known."""
    signature, by_list = consent.signature, consent.wording.startswith(LISTED)
    if consent.withdrawn_at is not None or signature.state not in COUNTED:
        return None
    own = not by_list or consent.wording == f"{LISTED}{signature.signature_import_id}"
    sealed = signature.sealed if own else listed.get(consent.pk)
    person = None if sealed is None else _person(consent, sealed)
    if person is None:
        return None
    known = person_from(person)
    clear = (signature.country, signature.region, signature.city)
    identity = known_identity(known, signature.country)
    if identity is None:
        return None
    return Newcomer(
        identity=identity,
        person=known,
        source_kind=MemberSource.PETITION,
        source_ref=signature.petition.slug,
        place=clear if own else place_of(MemberForm(known)),
        agreement=Agreement(consent.wording, consent.given_at, known.language),
        confirmed_at=None if by_list else consent.due_at,
    )


def _listed_people(consents: Sequence[Consent]) -> dict[int, Any]:
    """By consent, what the very list said of the person that reports it, where it came second."""
    wanted = {
        (consent.signature_id, int(consent.wording.removeprefix(LISTED))): consent.pk
        for consent in consents
        if consent.wording.startswith(LISTED)
    }
    rows = Receipt.objects.filter(signature__in={signature for signature, _ in wanted})
    found = rows.exclude(sealed=None).values_list("signature_id", "signature_import_id", "sealed")
    return {
        wanted[signature, list_id]: sealed
        for signature, list_id, sealed in found
        if (signature, list_id) in wanted
    }


def _person(consent: Consent, sealed: Any) -> dict[str, Any] | None:
    """None for what does not open any more: a shredded petition, a damaged row."""
    owner = petition_owner(consent.signature.petition_id)
    if not _opens(owner):
        return None
    try:
        return from_bytes(vault.unseal(owner, consent.signature_id, bytes(sealed)))[0]
    except VaultError as error:
        logger.error("consent %s cannot be enrolled: %s", consent.pk, error)
        return None


def _opens(owner: Owner) -> bool:
    """False for a key that was destroyed; one that cannot be had now is an error of the pass."""
    try:
        vault.sealer(owner)
    except KeyDestroyed:
        return False
    return True
