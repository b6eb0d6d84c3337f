"""Writes a group's message to one member, from the facts at the time of sending.

Who unsubscribed, took a consent back, left or was erased since gets nothing, and nobody does once
the message was called off. Mailboxes that want no mail of the group are the outbox's to leave out.
"""

from core import vault
from core.models import Message
from core.outbox import Mail
from groups.identity import email_identity, read_email
from groups.links import member_stop_url, member_url
from groups.mail_scope import mail_scope
from groups.member_person import from_bytes
from groups.message_letter import MessageLetter, written
from groups.models import GroupMessageState, Member, MemberState
from groups.selectors.canonical_rule import canonical_rules
from groups.vault_owner import group_owner

_COLUMNS = (
    "sealed", "group_id", "group__name", "group__messages__subject", "group__messages__text",
)  # fmt: skip


def compose_group_message(message: Message) -> Mail | None:
    """The letter; None where it is no longer owed."""
    _, number, _ = message.dedup_key.split(":")
    facts = (
        Member.objects.filter(
            pk=message.about,
            state=MemberState.ACTIVE,
            consented=True,
            contactable=True,
            group__messages=int(number),
            group__messages__state=GroupMessageState.SENDING,
        )
        .values_list(*_COLUMNS)
        .first()
    )
    if facts is None:
        return None
    sealed, group_id, group, subject, text = facts
    owner = group_owner(group_id)
    person = from_bytes(vault.unseal(owner, message.about, bytes(sealed or b"")))
    letter = MessageLetter(
        subject=subject,
        text=text,
        group=group,
        name=person.given_name,
        language=person.language,
        own_url=member_url(message.about),
        stop_url=member_stop_url(message.about),
    )
    plain, html = written(letter)
    canonical = read_email(person.email, canonical_rules()).canonical
    return Mail(
        to=person.email,
        subject=subject,
        text=plain,
        html=html,
        identity=email_identity(canonical),
        scope=mail_scope(group_id),
        unsubscribe_url=letter.stop_url,
    )
