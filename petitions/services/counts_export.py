"""Writes a petition's counts to a file: whole, or not at all."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from core.errors import Invalid
from petitions.count_files.page import press_page
from petitions.count_files.report import Report, rows
from petitions.count_files.tables import write_csv, write_json, write_xlsx
from petitions.models import Petition
from petitions.selectors.counts_report import counts_report


def write_pdf(report: Report, path: Path) -> None:
    path.write_bytes(press_page(report))


WRITERS: dict[str, Callable[[Report, Path], None]] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
    ".json": write_json,
    ".pdf": write_pdf,
}


def export_counts(*, petition: Petition, path: Path) -> int:
    """Writes the counts in the format of the path's ending; returns the rows of the table.

    The table is the same in every format; the PDF shows the most of it that fits a page. Small
    counts are hidden, except in the total. A file that is there is replaced in one step.
    Raises Invalid for another ending, OSError when the file cannot be written.
    """
    writer = writer_for(path)
    report = counts_report(petition)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        writer(report, part)
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return sum(1 for _ in rows(report))


def writer_for(path: Path) -> Callable[[Report, Path], None]:
    """Raises Invalid for an ending that is not one of WRITERS."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        endings = ", ".join(ending.removeprefix(".") for ending in WRITERS)
        raise Invalid.field("out", "extension", f"Use a file name that ends in {endings}.")
    return writer


def _umask() -> int:
    """What new files are not allowed; mkstemp allows its files to their owner alone."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
