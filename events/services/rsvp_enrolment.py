"""Takes those who come and agreed to hear from a group onto its list: a duty of consents that are
due, as those of signatures are (`petitions.services.consent_enrolment`).

A consent is locked with its RSVP, so that a cancellation, which erases the person, comes before or
after the whole of it.
"""

import time
from collections import defaultdict

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from core import vault
from core.dispatcher import PassResult
from core.vault import KeyDestroyed, Owner
from events.models import RsvpConsent
from events.models.rsvp import COMING
from events.rsvp_form import guest_of
from groups.member_person import person_from
from groups.models import MemberSource
from groups.sealed_member import known_identity
from groups.services.member_enrolment import Agreement, Newcomer, enrol, hold_list
from groups.vault_owner import group_owner

BATCH = 500


def enrol_pass() -> PassResult:
    """The dispatcher's door: batches for some seconds. `sent` counts consents that were dealt
    with."""
    done, until = 0, time.monotonic() + settings.DUTY_PASS_SECONDS
    while time.monotonic() < until:
        dealt = enrol_batch()
        done += dealt
        if dealt < BATCH:
            break
    return PassResult(sent=done, pending=RsvpConsent.objects.exclude(due_at=None).count())


def enrol_batch() -> int:
    """Deals with the consents that are longest due; returns how many there were."""
    with transaction.atomic():
        due = RsvpConsent.objects.exclude(due_at=None).select_related("rsvp__event")
        locked = due.select_for_update(of=("self", "rsvp"), skip_locked=True)
        consents = list(locked.order_by("due_at")[:BATCH])
        by_group: dict[int, list[Newcomer]] = defaultdict(list)
        for consent in consents:
            newcomer = _newcomer(consent)
            if newcomer is not None:
                by_group[consent.group_id].append(newcomer)
        hold_list(*by_group)
        for group_id, newcomers in sorted(by_group.items()):
            enrol(group_id=group_id, newcomers=newcomers)
        done = [consent.pk for consent in consents]
        RsvpConsent.objects.filter(pk__in=done).update(due_at=None, enrolled_at=Now())
    return len(consents)


def _newcomer(consent: RsvpConsent) -> Newcomer | None:
    """None for who no longer comes, or whose group's data was shredded."""
    rsvp = consent.rsvp
    host = group_owner(rsvp.event.group_id)
    if rsvp.state not in COMING or not (_opens(host) and _opens(group_owner(consent.group_id))):
        return None
    person = person_from(guest_of(vault.unseal(host, rsvp.pk, bytes(rsvp.sealed or b""))))
    identity = known_identity(person, "US")
    if identity is None:
        return None
    return Newcomer(
        identity=identity,
        person=person,
        source_kind=MemberSource.EVENT,
        source_ref=rsvp.event.slug,
        agreement=Agreement(consent.wording, consent.given_at),
        confirmed_at=consent.due_at,
    )


def _opens(owner: Owner) -> bool:
    """False for a key that was destroyed; one that cannot be had now is an error of the pass."""
    try:
        vault.sealer(owner)
    except KeyDestroyed:
        return False
    return True
