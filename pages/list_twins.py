"""Lists that may be one and the same, as a page warns of them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from core.templatetags.language import moment
from groups.models import MemberImport
from groups.selectors import member_import as member_imports
from pages.import_words import stage_words
from pages.member_import_words import STAGES
from petitions.models import SignatureImport
from petitions.selectors import signature_import as signature_imports


@dataclass(frozen=True)
class Twin:
    """Another list: what is the same about it, and where it is."""

    words: str
    url: str


def signature_twins(row: SignatureImport) -> list[Twin]:
    """Those of the list's group."""
    return [
        _twin(
            is_same=bytes(one.sha256) == bytes(row.sha256),
            day=moment(one.created_at),
            state=f"{one.petition.title}: {stage_words(one)}",
            url=reverse("desk-import", args=[one.public_id]),
        )
        for one in signature_imports.twins_of(row)
    ]


def member_twins(row: MemberImport) -> list[Twin]:
    """Those of the list's group."""
    return [
        _twin(
            is_same=bytes(one.sha256) == bytes(row.sha256),
            day=moment(one.created_at),
            state=str(STAGES[one.stage]),
            url=reverse("desk-member-import", args=[one.group.slug, one.public_id]),
        )
        for one in member_imports.twins_of(row)
    ]


def _twin(*, is_same: bool, day: str, state: str, url: str) -> Twin:
    words = (
        _("The same file was handed in on %(day)s UTC (%(state)s).")
        if is_same
        else _(
            "A list with as many rows and the same columns was handed in on %(day)s UTC"
            " (%(state)s)."
        )
    )
    return Twin(words % {"day": day, "state": state}, url)
