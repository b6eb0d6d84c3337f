"""Lists for import tests, and what they must come to."""

import io
import json
from pathlib import Path
from typing import Any

from core import vault
from core.actors import SYSTEM, Actor
from groups.lists.layout import survey
from groups.models import Group
from petitions.import_figures import Figures, figures_of
from petitions.models import Petition, Signature, SignatureImport
from petitions.selectors.import_rehearsal import Rehearsal
from petitions.services.import_work import work_until_done
from petitions.services.signature_import import request_import, request_undo
from petitions.vault_owner import petition_owner


def begin(
    petition: Petition,
    group: Group,
    data: bytes | str | Path,
    *,
    name: str = "list.csv",
    actor: Actor = SYSTEM,
) -> SignatureImport:
    """The import is owed; nothing is imported yet."""
    if isinstance(data, Path):
        name, data = data.name, data.read_bytes()
    content = data.encode() if isinstance(data, str) else data
    row, _ = request_import(
        petition=petition,
        group=group,
        open_file=lambda: io.BytesIO(content),
        name=name,
        actor=actor,
    )
    return row


def finish(row: SignatureImport) -> SignatureImport:
    """Sees an import, or its undoing, through."""
    work_until_done(row, on_progress=lambda row: None)
    return row


def take_in(
    petition: Petition, group: Group, data: bytes | str | Path, **options: Any
) -> SignatureImport:
    """Imports a list to its end."""
    return finish(begin(petition, group, data, **options))


def take_back(row: SignatureImport, *, actor: Actor = SYSTEM) -> SignatureImport:
    """Undoes an import to its end."""
    return finish(request_undo(signature_import=row, actor=actor))


def figures(row: SignatureImport) -> tuple[int, int, int, int]:
    """(rejected, repeated in the file, already signed, new)."""
    numbers: Figures = figures_of(row)
    return numbers.rejected, numbers.repeated_in_file, numbers.already_signed, numbers.new


def person_in(signature: Signature) -> dict[str, Any]:
    """What is sealed of the signer."""
    sealer = vault.sealer(petition_owner(signature.petition_id))
    person: dict[str, Any] = json.loads(sealer.unseal(signature.pk, bytes(signature.sealed or b"")))
    return person


def rehearsed(petition: Petition, data: str) -> tuple[int, int, int, int]:
    """What `figures` would be if the list were imported now."""

    def open_file() -> io.BytesIO:
        return io.BytesIO(data.encode())

    rehearsal = Rehearsal(petition=petition, layout=survey(open_file, "list.csv"))
    numbers = rehearsal.figures(open_file)
    return numbers.rejected, numbers.repeated_in_file, numbers.already_signed, numbers.new
