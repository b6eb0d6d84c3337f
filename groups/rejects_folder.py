"""Where commands leave the rows of a list that could not be used."""

import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def write_rejects(name: str, pieces: Iterable[bytes]) -> Path:
    """Writes the file of this name anew. The rows hold what people gave: for the operator alone."""
    folder = Path(settings.DATA_DIR) / "rejects"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(pieces)
    return path
