"""Opens an import's stored list for reading, and makes what turns its rows into batches."""

import io
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from itertools import islice
from typing import TypeVar

from core import vault
from core.services import stored_file
from groups.lists.layout import Layout, list_rows
from groups.lists.place_finder import PlaceFinder
from groups.lists.refusal import OpenFile
from groups.lists.row_parser import RowParser
from groups.lists.text_rows import Row
from groups.selectors.canonical_rule import canonical_rules
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
