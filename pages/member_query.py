"""What a list of members is asked for: filters of the address, and its pages. Never a name."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from core.errors import Invalid
from groups.member_filter import MemberFilter
from groups.models import Group, MemberState
from groups.selectors.member_place import listed_city, regions_of
from groups.selectors.tag import tags_of
from pages.desk_form import Choice, Input
from pages.member_words import SOURCES, STATES

NAMES = ("region", "city", "tag", "consent", "source", "ref", "state")
LONGEST = 80
CONSENTS = {"yes": True, "no": False}


@dataclass(frozen=True)
class MemberQuery:
    """The filters as they were asked for, by name; what cannot be one is left out."""

    asked: Mapping[str, str]

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "MemberQuery":
        texts = {name: str(fields.get(name, "")).strip()[:LONGEST] for name in NAMES}
        known: dict[str, Container[str]] = {
            "consent": CONSENTS,
            "source": SOURCES,
            "state": (MemberState.ACTIVE, _STOPPED),
        }
        for name, values in known.items():
            if texts[name] not in values:
                texts[name] = ""
        return cls({name: text for name, text in texts.items() if text and "\0" not in text})

    def require_all_of(self, fields: Mapping[str, str]) -> None:
        """Raises Invalid where a filter that was asked for was left out: more people would be
        meant than the form says."""
        asked = {name: text for name in NAMES if (text := str(fields.get(name, "")).strip())}
        if asked != self.asked:
            raise Invalid(_("The form was changed on its way. Go back and try again."))

    @cached_property
    def filter(self) -> MemberFilter:
        """The filter of the selectors; a city as the list spells it."""
        asked = self.asked
        region, city = asked.get("region", ""), asked.get("city", "")
        return MemberFilter(
            region=region,
            city=listed_city(city, region) if city else "",
            tag=asked.get("tag", ""),
            consented=CONSENTS.get(asked.get("consent", "")),
            source_kind=asked.get("source", ""),
            source_ref=asked.get("ref", ""),
            state=asked.get("state", ""),
        )

    def url(self, path: str, after: str = "") -> str:
        """The address of a page of this list."""
        query = urlencode({**self.asked, **({"after": after} if after else {})})
        return f"{path}?{query}" if query else path

    def inputs(self, group: Group) -> list[Input]:
        """The filters as inputs, with what can be chosen."""
        tags = [(slug, slug) for slug in tags_of(group)]
        regions = [(region, region) for region in regions_of(group)]
        states = [(str(value), str(STATES[value])) for value in (MemberState.ACTIVE, _STOPPED)]
        sources = [(value, str(words)) for value, words in SOURCES.items()]
        consents = [("yes", _("Agreed to hear from us")), ("no", _("Did not agree"))]
        return [
            self._select("region", _("State"), regions),
            Input("city", _("City"), value=self.asked.get("city", ""), maxlength=LONGEST),
            self._select("tag", _("Tag"), tags),
            self._select("consent", _("Consent"), consents),
            self._select("source", _("Came by"), sources),
            self._select("state", _("Mail"), states),
        ]

    def _select(self, name: str, label: str, choices: list[Choice]) -> Input:
        value = self.asked.get(name, "")
        if value and value not in {choice for choice, _words in choices}:
            choices = [*choices, (value, value)]
        return Input(name, label, "select", value=value, choices=[("", _("All")), *choices])


_STOPPED = MemberState.UNSUBSCRIBED
