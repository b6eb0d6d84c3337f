"""The form of a petition at the desk: its inputs, and what was typed read for the services."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from campaign.models import Partner
from core.errors import Invalid
from core.slugs import MAX_LENGTH
from pages.desk_form import DeskForm, Input, one_of, required_in
from pages.desk_words import choices
from pages.petition_words import CONFIRMATIONS, DISPLAY_RULES
from petitions.models import Petition, PetitionState
from petitions.services.petition import FIXED_WHEN_OPENED

LONGEST_TEXT = 50_000
LARGEST_GOAL = 100_000_000
NEW: dict[str, Any] = {
    "goal": 1000,
    "confirmation": "required",
    "display_rule": "signer",
    "show_comments": ["on"],
    "people_per_mailbox": "1",
}
NAMES = ("title", "target", "text", "goal", "confirmation", "display_rule", "people_per_mailbox")


def typed_of(petition: Petition) -> dict[str, Any]:
    """What the form shows of a petition as it is."""
    shown = {name: getattr(petition, name) for name in (*NAMES, "version")}
    return {**shown, "show_comments": ["on"] if petition.show_comments else []}


def read_petition(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The petition's texts and rules. Raises Invalid."""
    return {
        **required_in(fields, title=200, target=200, text=LONGEST_TEXT),
        "confirmation": one_of(fields, "confirmation", CONFIRMATIONS),
        "people_per_mailbox": int(one_of(fields, "people_per_mailbox", ("1", "2"))),
        **read_settings(fields),
    }


def read_settings(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What may be changed while people sign. Raises Invalid."""
    return {
        "goal": _goal_in(fields),
        "display_rule": one_of(fields, "display_rule", DISPLAY_RULES),
        "show_comments": bool(fields.get("show_comments")),
    }


def suggested_slug(title: str) -> str:
    """The last part of the address made from a title; empty where no letter of it can stand."""
    return slugify(title)[:MAX_LENGTH].strip("-_").replace("_", "-")


def new_inputs(form: DeskForm, partnerships: Iterable[Partner]) -> list[Input]:
    """In which campaign, in whose name, what, and under which address: for a new petition."""
    places = [
        (place_of(one), _("%(campaign)s – in the name of %(group)s")
         % {"campaign": one.campaign.title, "group": one.group.name})
        for one in partnerships
    ]  # fmt: skip
    title, *texts = text_inputs(form)
    address = form.input(
        "slug",
        _("Web address"),
        required=False,
        maxlength=MAX_LENGTH,
        hint=_(
            "The last part of the public address. Leave it empty to have it made from the title."
        ),
    )
    place = form.input("place", _("Campaign and group"), kind="select", choices=places)
    return [place, title, address, *texts]


def place_of(partnership: Partner) -> str:
    """The value by which the form names a campaign and a group."""
    return f"{partnership.campaign.slug}/{partnership.group.slug}"


def text_inputs(form: DeskForm) -> list[Input]:
    """What people put their name under."""
    return [
        form.input("title", _("Title"), maxlength=200, hint=_("What you want, in one line.")),
        form.input(
            "target",
            _("To whom"),
            maxlength=200,
            hint=_("Who can decide it: a person, a body, a company."),
        ),
        form.input(
            "text",
            _("Text"),
            kind="textarea",
            maxlength=LONGEST_TEXT,
            hint=_("Why, and what should happen. A blank line begins a paragraph, ## a heading,"
                   " **stars** make words bold."),
        ),
    ]  # fmt: skip


def rule_inputs(form: DeskForm, petition: Petition | None = None) -> list[Input]:
    """The goal and the rules; of a petition that was open, those that may still change."""
    inputs = [
        form.input(
            "goal",
            _("First goal"),
            kind="number",
            hint=_("How many signatures to begin with. It grows by itself once it is reached."),
        ),
        form.input(
            "confirmation", _("Confirmation"), kind="radios", choices=choices(CONFIRMATIONS)
        ),
        form.input(
            "display_rule", _("Names"), kind="radios", choices=choices(DISPLAY_RULES),
            hint=_("Once people signed under “no name”, it stays so."),
        ),
        form.input(
            "people_per_mailbox",
            _("One e-mail address counts for"),
            kind="radios",
            choices=[("1", _("One person")), ("2", _("Two people of different names, as couples"))],
        ),
        form.input(
            "show_comments",
            _("Comments"),
            kind="checkboxes",
            choices=[("on", _("Show what people wrote beside their name, also in bundles"))],
        ),
    ]  # fmt: skip
    if petition is None or petition.state == PetitionState.DRAFT:
        return inputs
    return [one for one in inputs if one.name not in FIXED_WHEN_OPENED]


def _goal_in(fields: Mapping[str, Any]) -> int:
    text = str(fields.get("goal", "")).strip().replace(",", "")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:10]) <= LARGEST_GOAL):
        raise Invalid.field("goal", "invalid", _("Write a whole number from 1 to 100,000,000."))
    return int(text)
