"""Proves to one person that their signature is in a bundle, and shows nothing about another."""

import json
from typing import Any
from uuid import UUID

from core.models.duty import DutyState
from core.vault import unseal
from petitions.bundle_files.leaf import HIDDEN_CELLS, leaf_of, salt_for
from petitions.bundle_files.merkle import BLOCK, HASH_BYTES, proof_in_blocks
from petitions.models import BundleEntry, Signature
from petitions.selectors.bundle_lines import line_of, salts_of
from petitions.vault_owner import petition_owner

PROOF_FORMAT = "muster-proof-1"


def inclusion_proofs(signature_id: UUID) -> list[dict[str, Any]]:
    """One proof for every built bundle that holds the signature, earliest first: JSON objects for
    `verify.py --proof`. For the person's own eyes: the proof has their line in it.

    `line` is null where the person's data changed since, so that the line which the bundle shows
    can no longer be told here; the proof then says that the signature is inside, not under what
    name. Raises KeyDestroyed when the petition was shredded.
    """
    entries = BundleEntry.objects.filter(
        signature_id=signature_id, bundle__state=DutyState.DONE
    ).select_related("bundle__petition")
    return [_proof(entry) for entry in entries.order_by("bundle__number")]


def _proof(entry: BundleEntry) -> dict[str, Any]:
    bundle = entry.bundle
    number = entry.number or 0
    salts = salts_of(bundle)
    salt = salt_for(salts.shown if entry.part else salts.hidden, entry.signature_id)
    line = _line(entry, salt)
    return {
        "format": PROOF_FORMAT,
        "bundle": str(bundle.public_id),
        "root": bundle.root,
        "count": bundle.signatures,
        "number": number,
        "signature": str(entry.signature_id),
        "salt": salt.hex(),
        "line": line,
        "leaf": bytes(entry.leaf or b"").hex(),
        "path": [node.hex() for node in _path(entry, number)],
    }


def _line(entry: BundleEntry, salt: bytes) -> list[str] | None:
    """The cells, if they can be had: those of today, where they give the very same leaf."""
    cells = tuple(HIDDEN_CELLS) if entry.part == 0 else _cells_of_today(entry)
    if cells is None:
        return None
    made = leaf_of(signature=entry.signature_id, salt=salt, cells=cells)
    return list(cells) if made == bytes(entry.leaf or b"") else None


def _cells_of_today(entry: BundleEntry) -> tuple[str, ...] | None:
    sealed = (
        Signature.objects.filter(pk=entry.signature_id).values_list("sealed", flat=True).first()
    )
    if sealed is None:
        return None
    owner = petition_owner(entry.bundle.petition_id)
    person = json.loads(unseal(owner, entry.signature_id, bytes(sealed)))
    shown = line_of(entry, person, show_comments=entry.bundle.texts["show_comments"])
    return shown.cells


def _path(entry: BundleEntry, number: int) -> list[bytes]:
    """From the 256 leaves around the entry and the stored roots of the other blocks."""
    index = number - 1
    first = index - index % BLOCK
    around = BundleEntry.objects.filter(
        bundle=entry.bundle_id, number__gt=first, number__lte=first + BLOCK
    )
    rows = around.order_by("number").values_list("leaf", flat=True)
    leaves = [bytes(leaf or b"") for leaf in rows]
    stored = bytes(entry.bundle.blocks or b"")
    blocks = [stored[at : at + HASH_BYTES] for at in range(0, len(stored), HASH_BYTES)]
    return proof_in_blocks(block_leaves=leaves, blocks=blocks, index=index)
