"""What a page tells those who list it or show it elsewhere: its address, its words, its picture."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.models import Campaign
from events.links import public_url
from events.models import Action, Event
from events.when import day_text, when_text
from pages.petition_cards import Card


@dataclass(frozen=True)
class Social:
    """`path` is the page's own, `picture` that of its card; both absolute when shown."""

    path: str
    title: str
    text: str
    picture: str = ""

    @property
    def url(self) -> str:
        return public_url() + self.path

    @property
    def image(self) -> str:
        return public_url() + self.picture if self.picture else ""


def home_social() -> Social:
    text = _("Petitions to sign and events to come to, by community groups that act together.")
    return Social(reverse("home"), _("Petitions and events"), text)


def campaign_social(campaign: Campaign) -> Social:
    text = _("A campaign to %(target)s") % {"target": campaign.target}
    return _social("campaign", campaign.slug, campaign.title, text)


def petition_social(card: Card) -> Social:
    petition = card.petition
    text = ngettext(
        "To %(target)s. %(count)s person has signed.",
        "To %(target)s. %(count)s people have signed.",
        card.count,
    )
    said = text % {"target": petition.target, "count": card.count_text}
    return _social("petition", petition.slug, petition.title, said)


def action_social(action: Action) -> Social:
    text = _("%(day)s, city by city") % {"day": day_text(action.date)}
    return _social("action", action.slug, action.title, text)


def event_social(event: Event) -> Social:
    title = f"{event.title}, {event.place_name}"
    return _social("event", event.slug, title, when_text(event))


def _social(route: str, slug: str, title: str, text: str) -> Social:
    path = reverse(route, args=[slug])
    return Social(path, title, text, reverse("social-card", args=[route, slug]))
