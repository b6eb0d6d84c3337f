"""One thing that needs a person today."""

from dataclasses import dataclass

MOST = 10  # of one kind: who has more to do begins with these


@dataclass(frozen=True)
class Todo:
    """What is to be done in a few words, where one does it, and what there is to know first."""

    words: str
    url: str
    detail: str = ""
    is_urgent: bool = False
