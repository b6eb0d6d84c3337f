"""What tests read of a page: its words, and whether it is the quiet one."""

import re
from typing import Any


def text_of(answer: Any) -> str:
    """The page's words, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def is_quiet(answer: Any) -> bool:
    """Whether it says that the link is no longer valid, and nothing else."""
    return answer.status_code == 200 and b"This link is no longer valid" in answer.content
