"""To whom everything sealed of a petition belongs in the vault."""

from core.vault import Owner


def petition_owner(petition_id: int) -> Owner:
    """The owner of a petition's signatures, lists and bundles."""
    return Owner("petition", str(petition_id))
