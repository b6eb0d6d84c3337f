"""To whom everything sealed of a group belongs in the vault."""

from core.vault import Owner


def group_owner(group_id: int) -> Owner:
    """Whose key seals what belongs to a group: its members, its RSVPs, its private addresses."""
    return Owner("group", str(group_id))
