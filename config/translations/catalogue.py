"""A language's catalogue: what people translate (.po) and what the service reads (.mo)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

from config.translations.gathering import gathered

# The files tell when they changed; a time in them would change them with each run.
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
SAYS_NOTHING = re.compile(
    rb'^"(Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team'
    rb"|Generated-By):.*\n",
    re.MULTILINE,
)
HEAD = "# Muster in another language. Gathered by `manage.py translations`; docs/translation.md."
WIDTH = 100


@dataclass(frozen=True)
class Files:
    """Where a language's catalogue is kept."""

    po: Path
    mo: Path


def files_of(language: str) -> Files:
    folder = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES"
    return Files(folder / "django.po", folder / "django.mo")


def up_to_date(language: str) -> Catalog:
    """All marked texts, with what is translated of them; texts that are gone are left out."""
    catalog = _kept(language)
    catalog.update(gathered(language), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.creation_date = catalog.revision_date = NO_TIME
    catalog.header_comment, catalog.version = HEAD, "1"
    catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = "Muster"
    return catalog


def write(language: str, catalog: Catalog) -> None:
    """Both files."""
    files = files_of(language)
    files.po.parent.mkdir(parents=True, exist_ok=True)
    files.po.write_bytes(po_bytes(catalog))
    files.mo.write_bytes(mo_bytes(catalog))


def po_bytes(catalog: Catalog) -> bytes:
    written = BytesIO()
    write_po(written, catalog, width=WIDTH, sort_by_file=True, include_lineno=False)
    return SAYS_NOTHING.sub(b"", written.getvalue())


def mo_bytes(catalog: Catalog) -> bytes:
    written = BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def problems_of(language: str, catalog: Catalog) -> list[str]:
    """What keeps the committed files from being right, a line each; nothing when all is well."""
    lines = [line for message in catalog if message.id for line in _problems_in(message)]
    files = files_of(language)
    if not files.po.is_file() or files.po.read_bytes() != po_bytes(catalog):
        lines.append(f"{files.po.name} is stale: run `manage.py translations`")
    if not files.mo.is_file() or files.mo.read_bytes() != mo_bytes(catalog):
        lines.append(f"{files.mo.name} is stale: run `manage.py translations`")
    return lines


def is_translated(message: Message) -> bool:
    """Whether every form has its text."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(forms) and all(forms)


def _problems_in(message: Message) -> Iterator[str]:
    text = message.id[0] if isinstance(message.id, tuple | list) else message.id
    if not is_translated(message):
        yield f"not translated: {text!r}"
    if message.fuzzy:
        yield f"fuzzy: {text!r}"
    if is_translated(message):
        yield from (f"{error}: {text!r}" for error in message.check())


def _kept(language: str) -> Catalog:
    path = files_of(language).po
    if not path.is_file():
        return Catalog(locale=language, project="Muster", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)
