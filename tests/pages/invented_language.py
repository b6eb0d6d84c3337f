"""An invented language in which every text stands in brackets: what stands outside was not marked.

with spoken():
    Client().get("/?lang=eo")
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from html.parser import HTMLParser
from typing import Any, ClassVar

from django.test import override_settings
from django.utils.translation import trans_real

CODE = "eo"
CONTEXT = trans_real.CONTEXT_SEPARATOR
# Attributes that are read to people.
READ = ("title", "alt", "aria-label", "placeholder", "content", "label")
META_READ = {"description", "og:title", "og:description", "twitter:title", "twitter:description"}
LETTERS = re.compile(r"[^\W\d_]{2,}")


class Brackets(trans_real.DjangoTranslation):
    """Translates each text into itself, in brackets; Django's and the packages' texts too."""

    def __init__(self) -> None:
        self._DjangoTranslation__to_language = CODE

    def language(self) -> str:
        return CODE

    def to_language(self) -> str:
        return CODE

    def gettext(self, message: str) -> str:
        return f"⟦{message.rpartition(CONTEXT)[2]}⟧" if message else ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@contextmanager
def spoken() -> Iterator[None]:
    """The invented language is one of ours. Django forgets it with the setting."""
    languages = [("en", "«English»"), (CODE, "«Invented»")]
    with override_settings(LANGUAGES=languages):
        vars(trans_real)["_translations"][CODE] = Brackets()
        yield


class _Reader(HTMLParser):
    """Gathers what a person would read or be read."""

    SILENT: ClassVar[set[str]] = {"style", "script"}

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in {"meta", "input", "link", "br", "hr", "img", "image", "circle", "path"}:
            self._inside.append(tag)
        if tag == "meta":
            is_read = values.get("name", values.get("property")) in META_READ
            self.said += [values.get("content") or ""] if is_read else []
            return
        self.said += [values[name] or "" for name in READ if name in values and name != "content"]
        if tag == "input" and values.get("type") in {"submit", "button"}:
            self.said.append(values.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside or self._inside[-1] not in self.SILENT:
            self.said.append(data)


def outside_of_brackets(html: str, data: tuple[str, ...] = ()) -> list[str]:
    """Words of a page that are neither translated nor data («…», or one of `data`)."""
    reader = _Reader()
    reader.feed(html)
    return unmarked_words(" ¦ ".join(reader.said), data)


def unmarked_words(text: str, data: tuple[str, ...] = ()) -> list[str]:
    """Words of a text that are neither translated nor data; addresses are data."""
    text = unescape(text)
    text = re.sub(r"(https?|webcal|mailto)://?\S+|\S+@\S+", " ", text)
    text = _without(_without(text, "«", "»"), "⟦", "⟧")
    for word in sorted(data, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(word)}\b", " ", text)
    return LETTERS.findall(text)


def _without(text: str, opening: str, closing: str) -> str:
    """The text without what stands in these brackets, one in another too."""
    depth = 0
    kept: list[str] = []
    for letter in text:
        depth += letter == opening
        kept.append(letter if depth == 0 else " " if letter == opening else "")
        depth = max(0, depth - (letter == closing))
    return "".join(kept)


def marked(text: str) -> str:
    """Data that a person wrote, told apart from the pages' own words."""
    return "\n".join(f"«{line}»" if line.strip() else line for line in text.split("\n"))


def said_in(mail: Any) -> str:
    """All that a mail says, its HTML as text."""
    reader = _Reader()
    reader.feed(mail.html)
    return " ¦ ".join([mail.subject, mail.text, *reader.said])
