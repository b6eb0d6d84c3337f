"""Writes the mail that a signature owes its mailbox, from the facts at the time of sending."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import vault
from core.language import PARAMETER, language_for, supported
from core.links import Purpose, issue
from core.mail.mjml_template import render_mjml
from core.models import Message
from core.outbox import Mail
from groups.identity import email_identity, read_email
from groups.selectors.canonical_rule import canonical_rules
from petitions.evidence import awaits_confirmation, is_tombstone
from petitions.links import CONFIRM, DISOWN, OWN_DATA
from petitions.models import Signature, SignatureState
from petitions.sealed_person import from_bytes
from petitions.selectors.consent import consents_asked_for
from petitions.services.decision import mail_scope
from petitions.vault_owner import petition_owner

PATHS = {CONFIRM: "s", DISOWN: "not-me", OWN_DATA: "me"}
# Written by the same statement: the message that came with the signature itself.
LISTED = frozenset({SignatureState.HASHED, SignatureState.ATTESTED})


def compose_signature_mail(message: Message) -> Mail | None:
    """Asks to confirm, or says that this mailbox has already signed.

    None where nothing is to be said: the signature is gone, suspect, withdrawn and not signed
    again, or was said to be somebody else's doing.
    """
    signature = Signature.objects.select_related("petition__group").filter(pk=message.about).first()
    if signature is None or is_tombstone(signature) or signature.suspect:
        return None
    asks = awaits_confirmation(signature) or _ticked_more(signature)
    person = _person(signature)
    if "email" not in person or (signature.state == SignatureState.WITHDRAWN and not asks):
        return None
    canonical = read_email(person["email"], canonical_rules()).canonical
    with translation.override(language_for(person.get("language", ""))):
        facts = _facts(signature, person, message, asks=asks)
        text = render_to_string("petitions/mail/signature.txt", facts)
        html = render_mjml("petitions/mail/signature.mjml", facts)
    return Mail(
        to=person["email"],
        subject=facts["subject"],
        text=text,
        html=html,
        identity=email_identity(canonical),
        scope=mail_scope(signature.petition_id),
    )


def _ticked_more(signature: Signature) -> bool:
    """Whether groups wait that an earlier mail, by which it was confirmed, knew nothing of."""
    is_confirmed = signature.state == SignatureState.CONFIRMED
    return is_confirmed and consents_asked_for(signature, form=signature.form).exists()


def link_url(purpose: Purpose, signature: Signature) -> str:
    """The absolute address of a fresh link about this signature; one that confirms is about its
    latest form."""
    form = signature.form if purpose == CONFIRM else 0
    token = issue(purpose, signature.pk, timezone.now(), edition=form)
    return f"{settings.PUBLIC_URL.rstrip('/')}/{PATHS[purpose]}/{token}/"


def _in_language(address: str, person: dict[str, Any]) -> str:
    """The address of a page in the language that the person signed in, if they said one."""
    language = supported(person.get("language", ""))
    return f"{address}?{PARAMETER}={language}" if language else address


def _petition_url(slug: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}/p/{slug}/"


def _person(signature: Signature) -> dict[str, Any]:
    """Who is written to: what was typed last, as far as it waits for confirmation."""
    sealed = signature.pending if signature.pending is not None else signature.sealed
    if sealed is None:
        return {}
    owner = petition_owner(signature.petition_id)
    return from_bytes(vault.unseal(owner, signature.pk, bytes(sealed)))[0]


def _facts(
    signature: Signature, person: dict[str, Any], message: Message, *, asks: bool
) -> dict[str, Any]:
    petition = signature.petition
    title = " ".join(petition.title.split())
    again = message.created_at > signature.received_at
    if asks:
        subject = _("Please confirm your signature: %(title)s") % {"title": title}
    elif again:
        subject = _("You have already signed: %(title)s") % {"title": title}
    else:
        subject = _("You signed: %(title)s") % {"title": title}
    return {
        "asks": asks,
        "again": again,
        "listed": signature.state in LISTED,
        "counted": signature.state == SignatureState.CONFIRMED,
        "subject": subject,
        "name": person.get("given_name", ""),
        "title": title,
        "target": petition.target,
        "group": petition.group.name,
        "petition_url": _in_language(_petition_url(petition.slug), person),
        "confirm_url": _in_language(link_url(CONFIRM, signature), person),
        "disown_url": _in_language(link_url(DISOWN, signature), person),
        "own_url": _in_language(link_url(OWN_DATA, signature), person),
    }
