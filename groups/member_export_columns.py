"""Which columns an export of members may have, and what stands in them. Pure."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.errors import Invalid
from groups.member_person import MemberPerson
from groups.models.member import Member

PERSON_COLUMNS = (
    "given_name", "family_name", "email", "phone", "street", "postal_code", "language",
)  # fmt: skip
CLEAR_COLUMNS = ("city", "region", "country", "tags", "consented", "source", "since")
# What staff wrote about a person stays in the house.
COLUMNS = (*PERSON_COLUMNS, *CLEAR_COLUMNS)


def read_columns(value: Sequence[str]) -> list[str]:
    """The columns in the order of COLUMNS. Raises Invalid."""
    unknown = sorted(set(value) - set(COLUMNS))
    if unknown or not value:
        raise Invalid.field("columns", "unknown", _("Choose from the columns that there are."))
    return [name for name in COLUMNS if name in value]


def cells_of(columns: Sequence[str], member: Member, person: MemberPerson) -> list[str]:
    """One line of the file."""
    return [
        getattr(person, name) if name in PERSON_COLUMNS else _clear(name, member)
        for name in columns
    ]


def _clear(name: str, member: Member) -> str:
    if name == "tags":
        return ", ".join(member.tags)
    if name == "consented":
        return "yes" if member.consented else "no"
    if name == "source":
        return f"{member.source_kind} {member.source_ref}".strip()
    if name == "since":
        return member.created_at.date().isoformat()
    return str(getattr(member, name))
