"""Forms of the desk: inputs with what was typed and what is wrong, as the page shows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.errors import FieldError, Invalid, MusterError

Choice = tuple[str, str]  # value and words


@dataclass(frozen=True)
class Input:
    """One input. `kind` is an HTML input type, or textarea, select, radios, checkboxes."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    required: bool = True
    value: str = ""
    values: Sequence[str] = ()
    choices: Sequence[Choice] = ()
    error: str = ""
    autocomplete: str = "off"
    maxlength: int | None = None


@dataclass(frozen=True)
class DeskForm:
    """What was typed (or stands there now), and what a service said of it."""

    typed: QueryDict | Mapping[str, Any] = field(default_factory=dict)
    refusal: MusterError | None = None

    @property
    def errors(self) -> Sequence[FieldError]:
        """What is wrong, field by field."""
        return self.refusal.errors if self.refusal else ()

    @property
    def problem(self) -> str:
        """What is wrong as a whole, where no field is named."""
        return self.refusal.detail if self.refusal and not self.refusal.errors else ""

    @property
    def status(self) -> int:
        """The status of the page that shows the form again."""
        return self.refusal.status if self.refusal else 200

    def input(self, name: str, label: str, **facts: Any) -> Input:
        """The input of this name with its value and its error."""
        error = next((one.detail for one in self.errors if one.field == name), "")
        values = self._values(name)
        value = values[0] if values else ""
        return Input(name=name, label=label, value=value, values=values, error=error, **facts)

    def _values(self, name: str) -> list[str]:
        if isinstance(self.typed, QueryDict):
            return self.typed.getlist(name)
        value = self.typed.get(name)
        if isinstance(value, (list, tuple, set, frozenset)):
            return [str(one) for one in value]
        return [] if value is None else [str(value)]


def previewed(form: DeskForm, *, longest: int) -> DeskForm:
    """The form whose `text` is to be shown as readers would see it: with a refusal where it is
    longer than may be kept, which is said before anything is read."""
    if len(str(form.typed.get("text", "")).replace("\r\n", "\n").strip()) <= longest:
        return form
    return DeskForm(form.typed, Invalid.field("text", "max_length", _("This is too long.")))


def date_in(fields: Mapping[str, Any], name: str) -> date | None:
    """The day that was typed, or none. Raises Invalid."""
    text = str(fields.get(name, "")).strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid.field(name, "invalid", _("Write a day as YYYY-MM-DD.")) from error


def number_in(fields: Mapping[str, Any], name: str) -> int:
    """A whole number of a hidden field. Raises Invalid: nobody types these."""
    text = str(fields.get(name, ""))
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Invalid(_("The form was changed on its way. Go back and try again."))
    return int(text)


def one_of(fields: Mapping[str, Any], name: str, choices: Iterable[str]) -> str:
    """The choice that was made. Raises Invalid for none and for one that was not offered."""
    chosen = str(fields.get(name, ""))
    if chosen not in set(choices):
        raise Invalid.field(name, "required", _("Choose one of these."))
    return chosen


def required_in(fields: Mapping[str, Any], **most: int) -> dict[str, str]:
    """The texts that must be there, trimmed, each of at most so many characters. Raises Invalid."""
    texts = _trimmed(fields, most)
    _refuse(
        [
            _missing(name, text) or _wrong_with(name, text, most[name])
            for name, text in texts.items()
        ]
    )
    return texts


def optional_in(fields: Mapping[str, Any], **most: int) -> dict[str, str]:
    """As `required_in`, of texts that may be left empty."""
    texts = _trimmed(fields, most)
    _refuse([_wrong_with(name, text, most[name]) for name, text in texts.items()])
    return texts


def _trimmed(fields: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    return {name: str(fields.get(name, "")).strip() for name in names}


def _refuse(found: Sequence[FieldError | None]) -> None:
    errors = [error for error in found if error]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


def _missing(name: str, text: str) -> FieldError | None:
    return None if text else FieldError(name, "required", _("Fill this in."))


def _wrong_with(name: str, text: str, most: int) -> FieldError | None:
    if "\x00" in text:
        return FieldError(name, "invalid", _("A character in this text cannot be kept."))
    if len(text) > most:
        words = _("Use at most %(count)d characters.") % {"count": most}
        return FieldError(name, "max_length", words)
    return None
