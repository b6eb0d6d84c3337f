"""Forms of the desk: what was typed is kept as it was typed, read, and shown again with what is
wrong. Knows no rule of what is typed: the services do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.errors import FieldError, Invalid

Options = Sequence[tuple[str, str]]
MOST = 10_000_000


@dataclass(frozen=True)
class TypedField:
    """One input. `name` is as it is posted; `kind` an input's type, "textarea", "select",
    "radios" or "checkbox"."""

    name: str
    label: str
    value: str
    hint: str = ""
    kind: str = "text"
    error: str = ""
    options: Options = ()
    is_optional: bool = False
    longest: int = 0
    autocomplete: str = "off"
    now: str = ""

    @property
    def is_short(self) -> bool:
        return self.kind in {"number", "date", "time"}


@dataclass
class Typed:
    """The posted texts under a prefix (`cities.0.`), read one by one; what is wrong gathers in
    `errors`, whose fields have no prefix."""

    data: Mapping[str, str]
    prefix: str = ""
    errors: list[FieldError] = field(default_factory=list)

    @classmethod
    def posted(cls, data: QueryDict, prefix: str = "") -> "Typed":
        return cls(data.dict(), prefix)  # type: ignore[arg-type]  # the last of several texts

    def raw(self, name: str) -> str:
        """As it was typed."""
        return str(self.data.get(self.prefix + name, ""))

    def text(self, name: str, longest: int, *, required: str = "") -> str:
        """Without blanks around it, line ends as one character. `required` is what to say where
        it is empty."""
        value = self.raw(name).replace("\r\n", "\n").strip()
        if "\x00" in value:
            self.wrong(name, "invalid", _("A character in this text cannot be kept."))
            return ""
        if required and not value:
            self.wrong(name, "required", required)
        if len(value) > longest:
            words = _("Use at most %(longest)s characters; these are %(length)s.")
            self.wrong(name, "max_length", words % {"longest": longest, "length": len(value)})
        return value

    def day(self, name: str, *, required: str = "") -> date | None:
        """A day as browsers send it: 2026-07-12."""
        text = self.text(name, 40, required=required)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.wrong(name, "invalid", _("Write the day as 2026-07-12."))
            return None

    def clock(self, name: str, *, required: str = "") -> time | None:
        """A time of the day as browsers send it: 18:30."""
        text = self.text(name, 40, required=required)
        try:
            read = time.fromisoformat(text) if text else None
        except ValueError:
            read = None
        if text and (read is None or read.tzinfo is not None):
            self.wrong(name, "invalid", _("Write the time as 18:30."))
            return None
        return read

    def number(
        self, name: str, *, required: str = "", least: int = 0, most: int = MOST, said: str = ""
    ) -> int | None:
        """A whole number; None where nothing was typed. `said` is what to say to any other."""
        text = self.text(name, 40, required=required).replace(",", "")
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or not least <= int(text) <= most:
            words = _("Write a whole number from %(least)s to %(most)s.")
            bounds = {"least": least, "most": f"{most:,}"}
            self.wrong(name, "invalid", said or words % bounds)
            return None
        return int(text)

    def flag(self, name: str) -> bool:
        return bool(self.raw(name))

    def choice(self, name: str, allowed: Sequence[str], *, said: str) -> str:
        """One of the allowed values; `said` is what to say to anything else."""
        value = self.raw(name)
        if value not in allowed:
            self.wrong(name, "invalid", said)
        return value

    def wrong(self, name: str, code: str, detail: str) -> None:
        self.errors.append(FieldError(name, code, detail))

    def require(self) -> None:
        """Raises Invalid with all that was wrong so far."""
        if self.errors:
            raise Invalid(self.errors[0].detail, errors=self.errors)


@dataclass(frozen=True)
class TypedForm:
    """The inputs of a form: `values` by posted name, `errors` of this form without its prefix, and
    `now`: what another person has changed meanwhile, by name."""

    values: Mapping[str, str]
    errors: Sequence[FieldError] = ()
    prefix: str = ""
    now: Mapping[str, str] = field(default_factory=dict)

    def input(
        self,
        name: str,
        label: str,
        kind: str = "text",
        *,
        hint: str = "",
        options: Options = (),
        is_optional: bool = False,
        longest: int = 0,
    ) -> TypedField:
        error = next((error.detail for error in self.errors if error.field == name), "")
        return TypedField(
            name=self.prefix + name,
            label=label,
            value=str(self.values.get(self.prefix + name, "")),
            hint=hint,
            kind=kind,
            error=error,
            options=options,
            is_optional=is_optional,
            longest=longest,
            now=self.now.get(name, ""),
        )
