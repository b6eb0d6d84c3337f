"""Signs petitions as the public form does."""

from typing import Any

from core.actors import ANYONE
from groups.identity import DEFAULT_RULES
from petitions.models import Petition, Signature
from petitions.services.signature import sign_petition
from petitions.sign_form import read_sign_form

ANA = {
    "given_name": "Ana",
    "family_name": "Castillo",
    "email": "ana@example.org",
    "postal_code": "10001",
}


def sign(petition: Petition, *, suspect: str = "", **fields: Any) -> Signature:
    """Signs and returns the row that came, or, where none did, the newest of the petition."""
    form = read_sign_form({**ANA, **fields}, DEFAULT_RULES)
    known = set(Signature.objects.filter(petition=petition).values_list("pk", flat=True))
    sign_petition(slug=petition.slug, form=form, actor=ANYONE, suspect=suspect)
    rows = Signature.objects.filter(petition=petition)
    # Within a test's transaction all come at the same time.
    return rows.exclude(pk__in=known).first() or rows.latest("received_at")
