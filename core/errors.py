"""The one family of errors that services raise; `core.problems` renders them (RFC 9457)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field: its name, a stable code and a sentence for the person."""

    field: str
    code: str
    detail: str


class MusterError(Exception):
    """Base of every expected failure. `status` is the HTTP status it answers with."""

    status = 500
    code = "error"
    title: object = _("Something went wrong")

    def __init__(
        self,
        detail: str = "",
        *,
        code: str = "",
        errors: Sequence[FieldError] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail or str(self.title))
        self.detail = detail or str(self.title)
        self.code = code or self.code
        self.errors = tuple(errors)
        self.retry_after = retry_after


class Invalid(MusterError):
    """The request is malformed or a value is not acceptable."""

    status = 400
    code = "invalid"
    title: object = _("The request is not valid")

    @classmethod
    def field(cls, field: str, code: str, detail: str) -> "Invalid":
        """One field is wrong."""
        return cls(detail, errors=[FieldError(field, code, detail)])


class Unauthenticated(MusterError):
    status = 401
    code = "unauthenticated"
    title: object = _("Sign in or send a valid token")


class Forbidden(MusterError):
    status = 403
    code = "forbidden"
    title: object = _("You may not do this")


class NotFound(MusterError):
    """Also for what the caller may not know of."""

    status = 404
    code = "not_found"
    title: object = _("Nothing is here")


class StateConflict(MusterError):
    """The thing is in a state in which this cannot be done."""

    status = 409
    code = "conflict"
    title: object = _("This cannot be done in the present state")


class PreconditionFailed(MusterError):
    """`If-Match` names a version that is no longer the newest."""

    status = 412
    code = "precondition_failed"
    title: object = _("Someone else changed this first")


class PreconditionRequired(MusterError):
    """A change without `If-Match` could undo someone else's."""

    status = 428
    code = "precondition_required"
    title: object = _("Say which version you changed")


class TooLarge(MusterError):
    status = 413
    code = "too_large"
    title: object = _("The request is too large")


class UnsupportedMedia(MusterError):
    status = 415
    code = "unsupported_media_type"
    title: object = _("This kind of content is not accepted")


class KeyReused(MusterError):
    status = 422
    code = "idempotency_key_reused"
    title: object = _("This idempotency key was used with another request")


class TooManyRequests(MusterError):
    """`retry_after` is in seconds."""

    status = 429
    code = "too_many_requests"
    title: object = _("Too many requests")


class Unavailable(MusterError):
    """A server this request needs is away; `retry_after` is in seconds."""

    status = 503
    code = "unavailable"
    title: object = _("Part of the service is away for a moment")
