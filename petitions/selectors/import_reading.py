"""Opens an import's stored list for reading, and makes what turns its rows into batches."""

import io
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from itertools import islice
from typing import TypeVar

from core import vault
from core.services import stored_file
from groups.lists.label import Label
from groups.lists.layout import Layout, list_rows
from groups.lists.place_finder import PlaceFinder
from groups.lists.refusal import OpenFile
from groups.lists.row_parser import RowParser
from groups.lists.text_rows import Row
from groups.selectors.canonical_rule import canonical_rules
from groups.selectors.member_import_reading import head_of
from petitions.identity import signature_ids
from petitions.import_rows import BatchMaker
from petitions.models import DisplayRule, SignatureImport
from petitions.vault_owner import petition_owner
from places.selectors.postal_code import us_zip_table

Made = TypeVar("Made")
# A zone may be ahead of ours; a date beyond that is a slip of the pen.
CLOCKS_DIFFER = timedelta(days=1)


def stored_list(signature_import: SignatureImport) -> OpenFile:
    """The uploaded list, unsealed into memory: it is never written to a disk in the clear."""
    assert signature_import.file is not None, "only a finished import has lost its file"
    data = b"".join(stored_file.read(signature_import.file))
    return lambda: io.BytesIO(data)


def label_of(signature_import: SignatureImport) -> Label:
    """What the list calls itself; nothing of one that was handed in before that was kept, and
    nothing once the petition's key is destroyed."""
    sealed = signature_import.label
    if sealed is None:
        return Label()
    try:
        sealer = vault.sealer(petition_owner(signature_import.petition_id))
    except vault.KeyDestroyed:
        return Label()
    return Label.from_bytes(sealer.unseal(signature_import.public_id, bytes(sealed)))


def label_with_header(signature_import: SignatureImport) -> bytes:
    """The label, sealed, with the names of the columns where rejected rows need them: they go
    back when the file is erased."""
    layout = Layout.from_json(signature_import.layout)
    header = head_of(signature_import.file, layout).header if signature_import.rejected else []
    label = Label(label_of(signature_import).name, tuple(header))
    sealer = vault.sealer(petition_owner(signature_import.petition_id))
    return sealer.seal(signature_import.public_id, label.to_bytes())


def batch_maker(signature_import: SignatureImport, layout: Layout) -> BatchMaker:
    """Reads rules, places and key once, so that what follows needs no database."""
    created_at = signature_import.created_at
    petition = signature_import.petition
    return BatchMaker(
        parser=RowParser(layout, canonical_rules(), created_at + CLOCKS_DIFFER),
        places=PlaceFinder(us_zip_table()),
        signature_id=signature_ids(petition.pk),
        seal=vault.sealer(petition_owner(petition.pk)).seal,
        shows_names=petition.display_rule == DisplayRule.SIGNER,
        unknown_time=str(created_at),
    )


def batches_left(
    *,
    make: Callable[[list[Row]], Made],
    open_list: OpenFile,
    layout: Layout,
    done: int,
    size: int,
) -> Iterator[Made]:
    """What `make` makes of each `size` rows after the first `done`.

    Touches no database: safe in another thread.
    """
    with closing(list_rows(open_list, layout)) as rows:
        left = islice(rows, done, None)
        while batch := list(islice(left, size)):
            yield make(batch)
