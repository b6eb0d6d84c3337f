"""Finds every text that is marked for translation, in our templates and in our code."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

TEMPLATES = frozenset({".html", ".txt", ".mjml"})
# Which arguments of a marking function are the text: `None` is the first, `c` a context.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "lazy")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
NOTE = "Translators:"
Found = tuple[tuple[str, ...], str, list[str]]


def gathered(locale: str) -> Catalog:
    """A catalogue of all marked texts, none of them translated."""
    catalog = Catalog(locale=locale, project="Muster", charset="utf-8", fuzzy=False)
    for path in marked_files():
        for texts, context, notes in _texts_in(path):
            message = texts if len(texts) > 1 else texts[0]
            place = str(path.relative_to(settings.BASE_DIR))
            catalog.add(
                message, locations=[(place, 0)], auto_comments=notes, context=context or None
            )
    return catalog


def marked_files() -> list[Path]:
    """Our templates and our code, in one order everywhere."""
    folders = [Path(app.path) for app in apps.get_app_configs()]
    ours = sorted(folder for folder in folders if folder.parent == settings.BASE_DIR)
    return [path for folder in ours for path in sorted(folder.rglob("*")) if _may_hold_text(path)]


def _may_hold_text(path: Path) -> bool:
    is_template = "templates" in path.parts and path.suffix in TEMPLATES
    return is_template or (path.suffix == ".py" and "migrations" not in path.parts)


def _texts_in(path: Path) -> Iterator[Found]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django makes a template into something like Python; its indentation would be none.
        source = re.sub(r"^[ \t]+", "", templatize(source, origin=str(path)), flags=re.MULTILINE)
    found: Any = extract_python(BytesIO(source.encode()), KEYWORDS, [NOTE], {"encoding": "utf-8"})
    for _, function, arguments, notes in found:
        remarks = [str(note).removeprefix(NOTE).strip() for note in notes]
        yield from _marked(arguments, KEYWORDS[str(function)], remarks)


def _marked(arguments: Any, spec: Any, notes: list[str]) -> Iterator[Found]:
    """The call as texts and context; nothing where a text is no plain string."""
    given = arguments if isinstance(arguments, tuple | list) else (arguments,)
    context = ""
    texts: list[str] = []
    for place in spec or (1,):
        position = place[0] if isinstance(place, tuple) else place
        value = given[position - 1] if position <= len(given) else None
        if not value:
            return
        if isinstance(place, tuple):
            context = value
        else:
            texts.append(value)
    yield tuple(texts), context, notes
