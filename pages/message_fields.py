"""The fields of a message to members: inputs, and what was typed as the services take it."""

from collections.abc import Mapping

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.markdown import render_markdown
from groups.models import Group, GroupMessage
from groups.models.group_message import SUBJECT_LENGTH, TEXT_LENGTH
from groups.selectors.member_place import listed_city, regions_of
from groups.selectors.tag import tags_of
from pages.desk_form import Choice, DeskForm, Input

NAMES = ("subject", "text", "region", "city", "tag")


def message_data(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields of a form; the city as the list spells it."""
    data = {name: str(fields.get(name, "")).replace("\r\n", "\n").strip() for name in NAMES}
    if data["city"] and "\0" not in data["city"]:
        data["city"] = listed_city(data["city"], data["region"])
    return data


def fields_of(message: GroupMessage) -> dict[str, str]:
    """The message as a form has it."""
    return {name: str(getattr(message, name)) for name in NAMES}


def message_inputs(form: DeskForm, group: Group) -> tuple[list[Input], list[Input]]:
    """The inputs that say to whom, and those that say what."""
    tags = [(slug, slug) for slug in tags_of(group)]
    regions = [(region, region) for region in regions_of(group)]
    whom = [
        _select(form, "region", _("State"), regions),
        form.input("city", _("City"), required=False, maxlength=80),
        _select(form, "tag", _("Tag"), tags),
    ]
    hint = _(
        "Plain text. An empty line begins a paragraph; **bold**, lists with a dash and"
        " [links](https://example.org) work. Greeting and the link to unsubscribe are added."
    )
    what = [
        form.input("subject", _("Subject"), maxlength=SUBJECT_LENGTH),
        form.input("text", _("Text"), kind="textarea", hint=hint, maxlength=TEXT_LENGTH),
    ]
    return whom, what


def preview_of(text: str) -> SafeString:
    """The text as the mail shows it."""
    return mark_safe(render_markdown(text))  # noqa: S308 - sanitised there


def whom_words(message: GroupMessage) -> str:
    """To whom it goes, in a few words."""
    place = ", ".join(part for part in (message.city, message.region) if part)
    if place and message.tag:
        words = _("people in %(place)s with the tag %(tag)s")
    elif place:
        words = _("people in %(place)s")
    elif message.tag:
        words = _("people with the tag %(tag)s")
    else:
        words = _("everyone on the list")
    return words % {"place": place, "tag": message.tag}


def _select(form: DeskForm, name: str, label: str, choices: list[Choice]) -> Input:
    typed = str(form.typed.get(name, "") or "")
    if typed and typed not in {value for value, _words in choices}:
        choices = [*choices, (typed, typed)]
    return form.input(
        name, label, kind="select", choices=[("", _("All")), *choices], required=False
    )
