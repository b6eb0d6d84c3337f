"""Signers of one petition as the database keeps them: sealed people, deltas written."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from core.vault import Owner, seal
from petitions.cells import cell_of
from petitions.models import Display, Petition, Signature, SignatureState, Source
from petitions.sealed_person import full_name, to_bytes
from petitions.services.delta import write_deltas

WHEN = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)


def signer(
    petition: Petition,
    name: str = "Ana García",
    *,
    city: str = "Oakland",
    region: str = "CA",
    country: str = "US",
    comment: str = "",
    state: SignatureState = SignatureState.CONFIRMED,
    display: Display = Display.NAME,
) -> Signature:
    """One signature; the first word of the name is the given name. Without a name: a hash."""
    given, _, family = name.partition(" ")
    person: dict[str, Any] = {"given_name": given, "family_name": family, "comment": comment}
    person["email"] = f"{uuid.uuid4().hex}@example.org"
    source, _ = Source.objects.get_or_create(petition=petition, group=petition.group, channel="")
    signature = Signature(
        id=uuid.uuid4(),
        petition=petition,
        source=source,
        state=state,
        named=bool(full_name(person)),
        display=display,
        country=country,
        region=region,
        city=city,
        signed_at=WHEN,
        received_at=WHEN,
    )
    if name:
        signature.sealed = seal(Owner("petition", str(petition.pk)), signature.id, to_bytes(person))
    with transaction.atomic():
        signature.save(force_insert=True)
        write_deltas([(cell_of(signature), 1)])
    return signature
