"""What a list calls itself: the name of its file, and the names of its columns."""

import json
from dataclasses import dataclass
from pathlib import PurePath

from groups.lists.names import one_line

NAME_CHARACTERS = 60


@dataclass(frozen=True)
class Label:
    """Either may name somebody, so it is sealed. `header` is kept for the rejected rows of a list
    whose file was erased."""

    name: str = ""
    header: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        return json.dumps([self.name, self.header], ensure_ascii=False).encode("utf-8", "replace")

    @classmethod
    def from_bytes(cls, data: bytes) -> "Label":
        name, header = json.loads(data)
        return cls(name, tuple(header))


def short_file_name(name: str) -> str:
    """The name of an uploaded file as its sender knows it, without folders, fit for one line; of a
    long one the beginning and the ending."""
    path = PurePath(one_line(name.replace("\\", "/"), 1000))
    ending = path.suffix[:10]
    stem = path.name.removesuffix(ending)
    if len(stem) + len(ending) <= NAME_CHARACTERS:
        return stem + ending
    return f"{stem[: NAME_CHARACTERS - len(ending) - 1]}…{ending}"
