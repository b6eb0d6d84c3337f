"""Markdown that strangers wrote, as HTML that is safe to show. Pure."""

from dataclasses import dataclass
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST = 50_000
# Reading takes longer for each mark that may begin or end something, and for an open bracket with
# each that follows: 60,000 of these took seconds. No text that people write has so many.
MOST_MARKS, MOST_BRACKETS = 4000, 1000
_MARKS = "[]()*_`<>&\\!\n"

_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "h2",
    "h3",
    "h4",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "ul",
}
# HTML in the source stays text. Images are left out: each would tell a third party who reads.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")


@lru_cache(maxsize=128)  # the same few texts are on the pages that most people open
def render_markdown(text: str) -> str:
    """Sanitised HTML; links carry `rel`, and lead to http, https or mailto only.

    A text that would take long to read as Markdown is shown as it was typed.
    """
    if not _is_readable(text):
        return f"<pre>{nh3.clean_text(text[:LONGEST])}</pre>"
    return nh3.clean(
        _MARKDOWN.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )


@dataclass(frozen=True)
class Block:
    """A heading, an item of a list or a paragraph, as words without marks. `mark` is the item's:
    a dot or its number."""

    words: str
    is_heading: bool = False
    mark: str = ""


def blocks(text: str) -> list[Block]:
    """Markdown as something that is not HTML lays it out: block by block, in order.

    What would take long to read is left as it was typed, a block for each paragraph.
    """
    if not _is_readable(text):
        return [Block(part) for part in text[:LONGEST].split("\n\n") if part.strip()]
    found: list[Block] = []
    lists: list[int] = []  # the next number of each list around; 0 where it has dots
    mark, is_heading = "", False
    for token in _MARKDOWN.parse(text):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            is_numbered = token.type == "ordered_list_open"
            lists.append(int(token.attrs.get("start", 1)) if is_numbered else 0)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "list_item_open":
            mark = f"{lists[-1]}." if lists[-1] else "•"
            lists[-1] += bool(lists[-1])
        elif token.type == "heading_open":
            is_heading = True
        elif token.type in {"inline", "code_block", "fence"}:
            words = _inline_words(token) if token.type == "inline" else token.content.strip()
            if words:
                found.append(Block(words, is_heading, mark))
            mark, is_heading = "", False
    return found


def plain_words(text: str) -> str:
    """Markdown as a mail or a calendar shows it: its words, block by block, without marks but those
    of lists.

    A link is its words, and its address where that says something else. What would take long to
    read is left as it was typed.
    """
    return "\n\n".join(f"{block.mark} {block.words}".lstrip() for block in blocks(text))


def _is_readable(text: str) -> bool:
    if len(text) > LONGEST or text.count("[") > MOST_BRACKETS:
        return False
    return sum(text.count(mark) for mark in _MARKS) <= MOST_MARKS


def _inline_words(token: Token) -> str:
    words: list[str] = []
    address = ""
    for child in token.children or ():
        if child.type == "link_open":
            address = str(child.attrs.get("href", ""))
        elif child.type == "link_close":
            words.append(
                f" ({address})" if address and not "".join(words).endswith(address) else ""
            )
        elif child.type in {"softbreak", "hardbreak"}:
            words.append("\n")
        else:
            words.append(child.content)
    return "".join(words).strip()
