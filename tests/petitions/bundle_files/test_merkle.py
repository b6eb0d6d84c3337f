"""The Merkle tree: RFC 6962 by its definition, proofs that hold, and proofs that do not."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from petitions.bundle_files import verify
from petitions.bundle_files.merkle import (
    BLOCK,
    RootBuilder,
    inclusion_proof,
    leaf_hash,
    node_hash,
    proof_in_blocks,
    root_of,
    verifies,
)

LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70)


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


@given(LEAVES)
def test_the_root_is_that_of_the_rfc_and_of_the_verifier(leaves: list[bytes]) -> None:
    assert root_of(leaves) == by_definition(leaves) == verify.root_of(leaves)


def test_no_signatures_have_the_root_of_nothing() -> None:
    assert root_of([]) == by_definition([]) == verify.root_of([])


def test_a_node_cannot_pass_for_a_leaf() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


@given(LEAVES, st.data())
def test_every_leaf_has_a_proof_that_holds(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = inclusion_proof(leaves, index)
    stated = {"index": index, "count": len(leaves), "path": path, "root": root_of(leaves)}
    assert verifies(leaf=leaves[index], **stated)
    assert verify._is_inside(leaves[index], index, len(leaves), path, root_of(leaves))


@given(LEAVES, st.data())
def test_a_proof_holds_for_its_leaf_place_and_tree_only(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path, root, count = inclusion_proof(leaves, index), root_of(leaves), len(leaves)
    other = leaf_hash(b"another")
    assert not verifies(leaf=other, index=index, count=count, path=path, root=root)
    assert not verifies(leaf=leaves[index], index=count, count=count, path=path, root=root)
    assert not verifies(
        leaf=leaves[index], index=index, count=count, path=[*path, other], root=root
    )
    if path:
        shorter = {"index": index, "count": count, "path": path[:-1], "root": root}
        assert not verifies(leaf=leaves[index], **shorter)


@given(st.integers(1, 4 * BLOCK + 3), st.data())
def test_a_proof_from_blocks_is_the_same_proof(count: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(number.to_bytes(4)) for number in range(count)]
    index = data.draw(st.integers(0, count - 1))
    builder = RootBuilder()
    for leaf in leaves:
        builder.add(leaf)
    blocks = list(builder.blocks)
    if count % BLOCK:
        blocks.append(root_of(leaves[count - count % BLOCK :]))
    start = index - index % BLOCK
    in_blocks = proof_in_blocks(
        block_leaves=leaves[start : start + BLOCK], blocks=blocks, index=index
    )
    assert in_blocks == inclusion_proof(leaves, index)


def test_a_proof_is_as_long_as_the_tree_is_high() -> None:
    leaves = [leaf_hash(number.to_bytes(4)) for number in range(1000)]
    assert len(inclusion_proof(leaves, 17)) == 10
