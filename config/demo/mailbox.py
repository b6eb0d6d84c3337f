"""Reads the demo signers' mail from the mail folder, as they would read theirs."""

import re
from collections.abc import Iterator
from email import policy
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import urlsplit

_ADDRESS = re.compile(r"https?://\S+")


def letters(folder: Path, *, after: str = "") -> Iterator[tuple[str, list[str]]]:
    """(recipient, paths of the links in the text) of each mail whose file sorts after `after`."""
    for path in sorted(folder.glob("*.eml")):
        if path.name <= after:
            continue
        letter = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        text = letter.get_body(("plain",))
        if text is not None:
            yield str(letter["To"]), _paths(text.get_content())


def newest(folder: Path) -> str:
    """The name of the last mail there is now, or ''."""
    return max((path.name for path in folder.glob("*.eml")), default="")


def _paths(text: str) -> list[str]:
    return [urlsplit(address).path for address in _ADDRESS.findall(text)]
