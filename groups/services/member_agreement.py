"""Puts somebody on the list who agreed to hear from the group away from any page: on paper, face
to face, by phone. What they agreed to is kept word for word, as it is of a form here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import FieldError, Invalid
from core.services.audit_entry import record
from core.typed_text import BadText, read_paragraphs
from groups.member_form import wrong
from groups.models import ConsentWording, Group, Member, MemberConsent, MemberSource
from groups.services.member import add_member, save_member

WORDING_LENGTH = 500


class Way(StrEnum):
    """Through what somebody agreed; kept as the consent's `source_ref`."""

    PAPER = "paper"
    TALK = "talk"
    PHONE = "phone"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class HandAgreement:
    """`text` is what they agreed to, as it stood or was said; `language` its code."""

    way: Way
    text: str
    day: date
    language: str = "en"


def add_agreed_member(
    *, group: Group, data: Mapping[str, Any], agreed: HandAgreement, actor: Actor
) -> Member:
    """As `services.member.add_member`, with the consent. Raises Invalid also for an empty or long
    text, and for a day that is yet to come."""
    text = _text_of(agreed)
    with transaction.atomic():
        member = add_member(group=group, data=data, actor=actor)
        MemberConsent.objects.create(
            member=member,
            wording=_wording(text, agreed.language),
            language=agreed.language,
            given_at=datetime.combine(agreed.day, time(), UTC),
            source_kind=MemberSource.DESK,
            source_ref=agreed.way.value,
        )
        member.consented = True
        save_member(member)
        detail = {"way": agreed.way.value}
        record(
            actor=actor,
            action="member.agreed",
            subject=member,
            group_id=group.pk,
            detail=detail,
        )
    return member


def _text_of(agreed: HandAgreement) -> str:
    try:
        text = read_paragraphs(agreed.text, max_length=WORDING_LENGTH).strip()
    except BadText as error:
        code = error.code
        raise Invalid(
            errors=[FieldError("wording", code, wrong("wording", code).detail)]
        ) from error
    errors = []
    if not text:
        words = _("Write down what the person agreed to, as it stood on the form or was said.")
        errors.append(FieldError("wording", "required", words))
    if agreed.day > timezone.now().date():
        errors.append(FieldError("agreed_on", "future", _("This day is yet to come.")))
    if errors:
        raise Invalid(errors=errors)
    return text


def _wording(text: str, language: str) -> str:
    """The version under which these words are kept: the same words are the same version."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    version = f"desk:{digest}"
    row = ConsentWording(version=version, language=language, text=text)
    ConsentWording.objects.bulk_create([row], ignore_conflicts=True)
    return version
