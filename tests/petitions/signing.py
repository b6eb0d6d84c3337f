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
    """Signs and returns the newest row of the petition."""
    form = read_sign_form({**ANA, **fields}, DEFAULT_RULES)
    sign_petition(slug=petition.slug, form=form, actor=ANYONE, suspect=suspect)
    return Signature.objects.filter(petition=petition).latest("received_at")
