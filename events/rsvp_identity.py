"""Who answered: the id of a person's RSVP to one event. Pure."""

from uuid import UUID

from core.keyed_hash import keyed_uuid


def rsvp_id(event_id: int, identity: bytes) -> UUID:
    """The primary key of this person's RSVP. `identity` as of signatures (`groups.identity`).

    It is the deduplication; the same person has unrelated ids at two events.
    """
    return keyed_uuid("rsvp", event_id.to_bytes(8, "big") + identity)
