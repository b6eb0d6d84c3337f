"""Reads the sentences that people agreed to."""

from collections.abc import Iterable

from groups.models import ConsentWording, MemberConsent


def agreed_texts(consents: Iterable[MemberConsent]) -> dict[int, str]:
    """What each consent was given to, word for word, by the consent's id; in the language that was
    seen, or in English where nobody kept which. Absent where a list says that they agreed."""
    rows = list(consents)
    known: dict[tuple[str, str], str] = {
        (row.version, row.language): row.text
        for row in ConsentWording.objects.filter(version__in={row.wording for row in rows})
    }
    texts = {row.pk: _text(known, row) for row in rows}
    return {pk: text for pk, text in texts.items() if text}


def _text(known: dict[tuple[str, str], str], row: MemberConsent) -> str:
    tongues = (row.language, row.language.partition("-")[0], "en")
    return next((text for tongue in tongues if (text := known.get((row.wording, tongue)))), "")
