"""Markdown that strangers wrote, as HTML that is safe to show. Pure."""

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

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


def render_markdown(text: str) -> str:
    """Sanitised HTML; links carry `rel`, and lead to http, https or mailto only."""
    return nh3.clean(
        _MARKDOWN.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )


def plain_words(text: str) -> str:
    """Markdown as a mail or a calendar shows it: its words, paragraph by paragraph, without marks.

    A link is its words, and its address where that says something else.
    """
    blocks = [_inline_words(token) for token in _MARKDOWN.parse(text) if token.type == "inline"]
    return "\n\n".join(block for block in blocks if block)


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
