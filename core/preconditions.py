"""`If-Match` and `ETag`: a write names the version that it read. Pure."""

from django.utils.translation import gettext

from core.errors import Invalid, PreconditionFailed, PreconditionRequired


def etag_of(version: int, *, shown: str = "") -> str:
    """The strong ETag of a row's version; `shown` adds what else the answer depends on."""
    return f'"{version}.{shown}"' if shown else f'"{version}"'


def version_in(if_match: str | None) -> int:
    """The version in an `If-Match` that holds an ETag of ours.

    Raises PreconditionRequired without one, Invalid for anything else: `*` and lists would
    overwrite whatever is there.
    """
    if not if_match:
        raise PreconditionRequired(
            "Read it first, and send its ETag as If-Match, so that nobody's change is lost."
        )
    number = if_match.strip().removeprefix('"').removesuffix('"').partition(".")[0]
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        raise Invalid.field("If-Match", "invalid", "Send the ETag that GET answered.")
    return int(number)


def require_version(*, sent: int, present: int) -> None:
    """Raises PreconditionFailed when someone else changed the row since it was read."""
    if sent != present:
        raise PreconditionFailed(
            gettext("Someone else changed this first. Read it again, then decide.")
        )
