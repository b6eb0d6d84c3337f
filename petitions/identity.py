"""The signature id made of a person's identity (`groups.identity`) under one petition. Pure."""

import hashlib
import hmac
from collections.abc import Callable
from uuid import UUID

from django.conf import settings

from core.keyed_hash import uuid_of


def signature_id(petition_id: int, identity: bytes, slot: int = 0) -> UUID:
    """The primary key of this person's signature under this petition (RFC 9562 version 8)."""
    return signature_ids(petition_id)(identity, slot)


def signature_ids(petition_id: int) -> Callable[[bytes, int], UUID]:
    """`signature_id` of one petition, for many identities: the key is prepared once."""
    keyed = hmac.new(settings.IDENTITY_KEY, petition_id.to_bytes(8, "big"), hashlib.sha256)

    def of(identity: bytes, slot: int = 0) -> UUID:
        mac = keyed.copy()
        mac.update(identity + slot.to_bytes(1, "big"))
        return uuid_of(mac.digest())

    return of
