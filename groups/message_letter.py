"""The words around what a group writes to its members. Pure: whoever calls has the facts."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from core.mail.mjml_template import render_mjml
from core.markdown import render_markdown


@dataclass(frozen=True, slots=True)
class MessageLetter:
    """One letter on its way. `language` is the reader's, as far as it is known."""

    subject: str
    text: str
    group: str
    name: str
    language: str
    own_url: str
    stop_url: str


def written(letter: MessageLetter) -> tuple[str, str]:
    """The plain text and the HTML, in the reader's language or the service's."""
    with translation.override(language_for(letter.language)):
        facts = {
            "subject": letter.subject,
            "text": letter.text,
            "body": _body(letter.text),
            "group": letter.group,
            "name": letter.name,
            "own_url": letter.own_url,
            "stop_url": letter.stop_url,
            "language": translation.get_language(),
        }
        text = render_to_string("groups/mail/message.txt", facts)
        return text, render_mjml("groups/mail/message.mjml", facts)


def language_for(tag: str) -> str:
    """The language we have that comes closest."""
    try:
        return translation.get_supported_language_variant(tag) if tag else settings.LANGUAGE_CODE
    except LookupError:
        return settings.LANGUAGE_CODE


@lru_cache(maxsize=16)
def _body(text: str) -> SafeString:
    """One message goes to very many."""
    return mark_safe(render_markdown(text))  # noqa: S308 - sanitised there
