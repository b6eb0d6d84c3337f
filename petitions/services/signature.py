"""Takes a signature in. What people later decide about theirs is `services.decision`."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from disposable_email_domains import blocklist
from django.db import transaction
from django.utils.translation import gettext

from core import locks, vault
from core.actors import Actor
from core.errors import Invalid, StateConflict, Unavailable
from groups.identity import email_identity
from petitions.models import Display, PetitionState, SignatureState
from petitions.sealed_person import Choice, person_of, to_bytes
from petitions.selectors import sign_target as targets
from petitions.selectors.mailbox import slot_of
from petitions.selectors.sign_target import SignTarget
from petitions.services.decision import confirm_unasked
from petitions.services.sign_statement import run_sign_statement
from petitions.shared_mailbox import lock_name
from petitions.sign_form import SignForm, wrong
from places.selectors.postal_code import us_zip_table

ATTEMPTS = 5
DISPOSABLE = "disposable"
PROMOTABLE = frozenset({SignatureState.UNCONFIRMED, SignatureState.HASHED, SignatureState.ATTESTED})


def sign_petition(*, slug: str, form: SignForm, actor: Actor, suspect: str = "") -> None:
    """Signs, or does what a repeated signature asks for; tells the mailbox, not the caller.

    `suspect` names why this submission may be no person's: it is kept and not counted. The
    source is the form's, else the group of the actor's token, else the petition's own group.
    Raises NotFound, StateConflict petition.closed, Invalid for a source or a group to subscribe
    to that is no partner.
    """
    try:
        if _sign(targets.sign_target(slug), form, actor, suspect):
            return
    except Invalid:
        pass  # a partner may have joined since the petition was read
    targets.forget(slug)
    if not _sign(targets.sign_target(slug), form, actor, suspect):
        raise StateConflict(gettext("This petition is closed."), code="petition.closed")


def _sign(target: SignTarget, form: SignForm, actor: Actor, suspect: str) -> bool:
    """False when the petition is not open."""
    if target.state != PetitionState.OPEN:
        return False
    source = _source(target, form, actor)
    groups = _subscribed(target, form)
    suspect = suspect or (DISPOSABLE if is_disposable(form.email.canonical) else "")
    identity = email_identity(form.email.canonical)
    if target.people_per_mailbox == 1:
        return _settle(_Signing(target, form, source, groups, suspect, identity, slot=0))
    with transaction.atomic():
        locks.hold_until_commit(lock_name(target.signature_id(identity, 0)))
        slot = slot_of(target, identity=identity, form=form)
        return _settle(_Signing(target, form, source, groups, suspect, identity, slot))


def is_disposable(address: str) -> bool:
    """Whether the address is of a service that hands out throw-away mailboxes."""
    return address.rpartition("@")[2] in blocklist


def _settle(signing: "_Signing") -> bool:
    """Runs the statement until it settles; False when the petition is not open."""
    values = signing.values()
    for _ in range(ATTEMPTS):
        found_open, settled, old_state = run_sign_statement(values)
        if settled:
            if not signing.target.asks_confirmation and signing.may_promote(old_state):
                confirm_unasked(signature_id=UUID(values[0]))
            return True
        if not found_open:
            return False
    raise Unavailable(gettext("Too many signatures of one person at once."), retry_after=1)


@dataclass(frozen=True, slots=True)
class _Signing:
    """One submission with everything the statement needs."""

    target: SignTarget
    form: SignForm
    source: int
    groups: list[int]
    suspect: str
    identity: bytes
    slot: int

    def may_promote(self, old_state: str | None) -> bool:
        """Where nobody is asked to confirm, a submission is as good as a confirmed one."""
        return old_state in PROMOTABLE and not self.suspect

    def values(self) -> tuple[Any, ...]:
        """The statement's parameters, in order."""
        target, form = self.target, self.form
        row_id = target.signature_id(self.identity, self.slot)
        display = form.display if target.shows_names else Display.ANONYMOUS.value
        place = place_of(form)
        person, sealer = person_of(form), vault.sealer(target.owner)
        choice = Choice(display, *place, self.groups, target.wording, self.source)
        counts_at_once = not target.asks_confirmation and not self.suspect
        return (
            str(row_id),
            target.petition_id,
            self.source,
            (SignatureState.CONFIRMED if counts_at_once else SignatureState.UNCONFIRMED).value,
            display,
            *place,
            self.suspect,
            self.slot,
            sealer.seal(row_id, to_bytes(person)),
            sealer.seal(row_id, to_bytes(person, choice)),
            self.groups,
            target.wording,
        )


def place_of(form: SignForm) -> tuple[str, str, str]:
    """Country, region and city: what the ZIP code says, else what the person says."""
    if form.country == "US" and form.postal_code:
        place = us_zip_table().get(form.postal_code[:5])
        if place is not None:
            return place.country, place.region, place.city
    return form.country, form.region, form.locality


def _source(target: SignTarget, form: SignForm, actor: Actor) -> int:
    slug, channel = form.source
    group_id = target.groups.get(slug.lower()) if slug else None
    if slug and group_id is None:
        raise Invalid(
            gettext("The source is not known."),
            code="source.unknown",
            errors=[wrong("source", "unknown")],
        )
    if group_id is None:
        own = actor.group_id in target.groups.values()
        group_id = actor.group_id if own and actor.group_id else target.groups[target.lead_slug]
    return targets.source_id(target, group_id=group_id, channel=channel.lower())


def _subscribed(target: SignTarget, form: SignForm) -> list[int]:
    if not set(form.subscribe) <= target.groups.keys():
        raise Invalid(
            gettext("Some fields need another look."), errors=[wrong("subscribe", "unknown")]
        )
    if form.consent_wording not in ("", target.wording):
        raise Invalid(
            gettext("Some fields need another look."), errors=[wrong("consent", "unknown_text")]
        )
    return [target.groups[slug] for slug in form.subscribe]
