"""The secrets of a development run: made once, kept in DATA_DIR/secrets for its owner only."""

import base64
import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "IDENTITY_KEY": _key,
    "VAULT_KEYS": lambda: f"k1:{_key()}",
    "SIGNING_KEY": _key,
}


def read(data_dir: Path) -> dict[str, str]:
    """Name to value; empty when there is no file."""
    try:
        text = (data_dir / "secrets").read_text()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def make(data_dir: Path) -> dict[str, str]:
    """Adds the secrets that are missing and returns all.

    Two processes may come here at once: a new file is linked in place whole, and who comes
    second reads the first one's.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / "secrets"
    kept = read(data_dir)
    values = {name: kept.get(name) or maker() for name, maker in MAKERS.items()}
    handle, fresh = tempfile.mkstemp(dir=data_dir)  # mode 0600
    try:
        with os.fdopen(handle, "w") as file:
            file.writelines(f"{name}={value}\n" for name, value in values.items())
            file.flush()
            os.fsync(file.fileno())
        if kept:
            Path(fresh).replace(path)
        else:
            with contextlib.suppress(FileExistsError):
                os.link(fresh, path)
    finally:
        Path(fresh).unlink(missing_ok=True)
    return read(data_dir)
