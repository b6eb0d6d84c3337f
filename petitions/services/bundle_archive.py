"""Puts a bundle's files together: tables, letter, tree, signed manifest, and the ZIP of it all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings

from core.models import StoredFile
from core.services import stored_file
from petitions.bundle_files import contents
from petitions.bundle_files.archive import Member, zip_chunks
from petitions.bundle_files.contents import BundleFacts, PartFact, part_stem
from petitions.bundle_files.counts import counts_rows
from petitions.bundle_files.cover import Letter, cover_letter
from petitions.bundle_files.csv_rows import COUNTS_HEADER, csv_chunks
from petitions.bundle_files.manifest import (
    MANIFEST_PATH,
    SIGNATURE_PATH,
    FileFact,
    SigningKey,
    fingerprint,
    manifest_bytes,
)
from petitions.bundle_files.merkle import BLOCK, RootBuilder, root_of
from petitions.models import Bundle, BundlePart
from petitions.selectors.bundle_lines import salts_of
from petitions.selectors.bundle_tree import leaves_in_order, place_counts
from petitions.vault_owner import petition_owner


@dataclass(frozen=True)
class Archive:
    """The stored ZIP and what the bundle remembers of it."""

    file: StoredFile
    root: str
    blocks: bytes
    manifest: dict[str, Any]


@dataclass(frozen=True)
class _Tree:
    """The leaves file, the root and the roots of the blocks (the last may be a shorter one)."""

    leaves: bytes
    root: str
    blocks: bytes


def store_archive(bundle: Bundle) -> Archive:
    """Makes the ZIP of a bundle whose parts are built, and stores it. Call it in a transaction."""
    key = SigningKey(settings.SIGNING_KEY)
    tree = _tree(bundle)
    parts = list(bundle.parts.select_related("names", "sheets").order_by("number"))
    facts = [_part_fact(part, of=len(parts)) for part in parts]
    small = _small_files(bundle, facts, tree, key)
    manifest = contents.manifest_content(
        facts=_bundle_facts(bundle),
        parts=facts,
        files=[*_facts_of(small), *_facts_of_parts(parts, facts)],
        root=tree.root,
        key=key,
    )
    content = manifest_bytes(manifest)
    signed = {MANIFEST_PATH: content, SIGNATURE_PATH: key.sign(content)}
    file = stored_file.store(
        owner=petition_owner(bundle.petition_id),
        name=archive_name(bundle),
        content_type="application/zip",
        chunks=zip_chunks(_members({**signed, **small}, parts, facts)),
    )
    return Archive(file, tree.root, tree.blocks, manifest)


def archive_name(bundle: Bundle) -> str:
    """The file name that people see: petition, number of the bundle, day of the seal."""
    return f"{bundle.texts['slug']}-bundle-{bundle.number}-{bundle.seal_time:%Y-%m-%d}.zip"


def _tree(bundle: Bundle) -> _Tree:
    builder, lines = RootBuilder(), bytearray()
    last_block: list[bytes] = []
    for leaf in leaves_in_order(bundle):
        if len(last_block) == BLOCK:
            last_block.clear()
        last_block.append(leaf)
        builder.add(leaf)
        lines += leaf.hex().encode() + b"\n"
    unfinished = [root_of(last_block)] if builder.count % BLOCK else []
    return _Tree(bytes(lines), builder.root().hex(), b"".join([*builder.blocks, *unfinished]))


def _small_files(
    bundle: Bundle, parts: Sequence[PartFact], tree: _Tree, key: SigningKey
) -> dict[str, bytes]:
    """Everything but the parts, by path, in the order of the archive."""
    counts = counts_rows(place_counts(bundle))
    own = fingerprint(key.public)
    return {
        contents.COVER_PATH: bytes(cover_letter(_letter(bundle, parts, tree.root, own))),
        contents.README_PATH: contents.read_me(title=bundle.texts["title"], fingerprint=own),
        contents.COUNTS_PATH: b"".join(csv_chunks(COUNTS_HEADER, counts)),
        contents.LEAVES_PATH: tree.leaves,
        contents.SALT_PATH: salts_of(bundle).shown.hex().encode() + b"\n",
        contents.VERIFY_PATH: contents.verifier_source(),
    }


def _letter(bundle: Bundle, parts: Sequence[PartFact], root: str, own_fingerprint: str) -> Letter:
    return Letter(
        title=bundle.texts["title"],
        demand=bundle.texts["text"],
        target=bundle.texts["target"],
        groups=bundle.texts["groups"],
        bundle=str(bundle.public_id),
        sealed_at=bundle.seal_time,
        since=str(bundle.since.public_id) if bundle.since else "",
        total=bundle.signatures,
        listed=bundle.listed,
        not_shown=bundle.not_shown,
        no_name=bundle.no_name,
        parts=len(parts),
        pages=sum(part.pages for part in parts),
        waterfall=bundle.waterfall,
        root=root,
        key_fingerprint=own_fingerprint,
    )


def _bundle_facts(bundle: Bundle) -> BundleFacts:
    return BundleFacts(
        bundle=str(bundle.public_id),
        number=bundle.number,
        petition={name: bundle.texts[name] for name in ("slug", "title", "text", "target")},
        sealed_at=bundle.seal_time,
        since=str(bundle.since.public_id) if bundle.since else None,
        split=bundle.split_rule,
        listed=bundle.listed,
        not_shown=bundle.not_shown,
        no_name=bundle.no_name,
        waterfall=bundle.waterfall,
    )


def _part_fact(part: BundlePart, *, of: int) -> PartFact:
    return PartFact(
        label=part.label,
        stem=part_stem(number=part.number, of=of, label=part.label),
        first=part.first,
        signatures=part.signatures,
        pages=part.pages,
    )


def _facts_of(files: dict[str, bytes]) -> Iterator[FileFact]:
    for path, content in files.items():
        yield FileFact(path, sha256(content).hexdigest(), len(content))


def _facts_of_parts(parts: Iterable[BundlePart], facts: Iterable[PartFact]) -> Iterator[FileFact]:
    for part, fact in zip(parts, facts, strict=True):
        for path, file in _files_of(part, fact):
            yield FileFact(path, bytes(file.sha256 or b"").hex(), file.size, part.signatures)


def _files_of(part: BundlePart, fact: PartFact) -> Iterator[tuple[str, StoredFile]]:
    """The paths and files of a built part."""
    yield from zip((fact.sheets_path, fact.names_path), part.files, strict=True)


def _members(
    small: dict[str, bytes], parts: Iterable[BundlePart], facts: Iterable[PartFact]
) -> Iterator[Member]:
    for path, content in small.items():
        yield Member(path, [content])
    for part, fact in zip(parts, facts, strict=True):
        for path, file in _files_of(part, fact):
            yield Member(path, stored_file.read(file))
