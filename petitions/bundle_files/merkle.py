"""A Merkle tree over signatures, as in RFC 6962 section 2.1 with SHA-256.

Leaves and inner nodes are hashed under different prefixes, so that neither can pass for the other.
What a leaf contains is decided in `leaf.py`; the format is described in docs/bundle-format.md.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

LEAF_PREFIX = b"\x00"
NODE_PREFIX = b"\x01"
HASH_BYTES = 32
BLOCK = 256
"""Leaves under one block node; a power of two, so that blocks are whole subtrees."""


def leaf_hash(content: bytes) -> bytes:
    """The 32-byte hash of one leaf's content."""
    return sha256(LEAF_PREFIX + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The 32-byte hash of an inner node over its two children."""
    return sha256(NODE_PREFIX + left + right).digest()


class RootBuilder:
    """Takes leaf hashes one by one and gives the root, holding one hash per level (RFC 6962 2.1).

    `blocks` collects the roots of every full run of 256 leaves as they close: with them a proof is
    made from one block's leaves and the block roots alone (`proof_in_blocks`).
    """

    def __init__(self) -> None:
        self.count = 0
        self.blocks: list[bytes] = []
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        size = 1
        self.count += 1
        while self._peaks and self._peaks[-1][0] == size:
            leaf = node_hash(self._peaks.pop()[1], leaf)
            size *= 2
            if size == BLOCK:
                self.blocks.append(leaf)
        self._peaks.append((size, leaf))

    def root(self) -> bytes:
        """The root over what was added so far; of nothing, SHA-256 of the empty string."""
        if not self._peaks:
            return sha256().digest()
        hashes = [peak for _, peak in reversed(self._peaks)]
        root = hashes[0]
        for left in hashes[1:]:
            root = node_hash(left, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, in one pass and constant memory."""
    builder = RootBuilder()
    for leaf in leaves:
        builder.add(leaf)
    return builder.root()


def _level_above(nodes: Sequence[bytes]) -> list[bytes]:
    """Parents of neighbouring nodes; an odd last one rises as it is."""
    parents = [node_hash(nodes[i], nodes[i + 1]) for i in range(0, len(nodes) - 1, 2)]
    if len(nodes) % 2:
        parents.append(nodes[-1])
    return parents


def inclusion_proof(nodes: Sequence[bytes], index: int) -> list[bytes]:
    """The siblings from node `index` (from 0) up to the root over `nodes`, lowest first.

    `nodes` are leaf hashes, or roots of equal full subtrees (and a shorter last one).
    Raises IndexError when there is no such node.
    """
    if not 0 <= index < len(nodes):
        raise IndexError(index)
    path = []
    while len(nodes) > 1:
        sibling = index ^ 1
        if sibling < len(nodes):
            path.append(nodes[sibling])
        nodes = _level_above(nodes)
        index //= 2
    return path


def proof_in_blocks(
    *, block_leaves: Sequence[bytes], blocks: Sequence[bytes], index: int
) -> list[bytes]:
    """The same proof from little data: the leaves of the block that holds leaf `index`, and the
    roots of the full blocks in order (`RootBuilder.blocks`).

    An unfinished last block has no root among `blocks`: when leaf `index` is in it, its root comes
    from `block_leaves`; otherwise pass its root as the last of `blocks`.
    """
    number, inside = divmod(index, BLOCK)
    own = root_of(block_leaves)
    nodes = [*blocks[:number], own, *blocks[number + 1 :]]
    return inclusion_proof(block_leaves, inside) + inclusion_proof(nodes, number)


def verifies(*, leaf: bytes, index: int, count: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves that `leaf` is number `index` (from 0) of the `count` leaves under
    `root`: the algorithm of RFC 9162 section 2.1.3.2."""
    if not 0 <= index < count:
        return False
    position, last, running = index, count - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if position % 2 or position == last:
            running = node_hash(sibling, running)
            while position % 2 == 0 and position:
                position //= 2
                last //= 2
        else:
            running = node_hash(running, sibling)
        position //= 2
        last //= 2
    return last == 0 and running == root
