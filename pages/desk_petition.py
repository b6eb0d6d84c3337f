"""What every page of the desk about one petition begins with: who may see it, its head, its tabs.

`find` is for all whose groups take part in the campaign; pages for fewer ask the policies.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from campaign.selectors.partner import active_groups
from core.actors import Actor
from core.errors import NotFound
from groups.models import Group
from groups.policies import may_handle_people
from groups.selectors.staff import standing_of
from groups.standing import Standing
from pages.petition_words import STATES, petition_tabs
from petitions.models import Petition
from petitions.policies import may_change_petition, may_see_all_counts
from petitions.selectors.petition import get_petition


@dataclass(frozen=True)
class DeskPetition:
    """A petition, what the actor is to it, and the coalition's groups by slug."""

    petition: Petition
    standing: Standing
    partners: list[Group]

    @property
    def own_partners(self) -> list[Group]:
        """The actor's groups of the coalition; all of them for those who see all counts."""
        if may_see_all_counts(self.standing, self.petition):
            return self.partners
        return [group for group in self.partners if group.pk in self.standing.group_ids]

    @property
    def takes_lists(self) -> bool:
        """Whether the actor may bring in lists of people who signed elsewhere."""
        return any(may_handle_people(self.standing, group.pk) for group in self.partners)

    def facts(self, current: str) -> dict[str, Any]:
        """What the head of its pages shows; `current` is the route of the open tab."""
        partners = {group.pk for group in self.partners}
        return {
            "petition": self.petition,
            "state": STATES[self.petition.state],
            "tabs": petition_tabs(self.petition, self.standing, partners, current),
            "may_change": may_change_petition(self.standing, self.petition),
        }


def find(*, slug: str, actor: Actor) -> DeskPetition:
    """Raises NotFound for whoever has no part in the petition's campaign."""
    petition = get_petition(slug=slug, actor=actor)
    found = DeskPetition(petition, standing_of(actor), list(active_groups(petition.campaign)))
    if not found.own_partners:
        raise NotFound(gettext("There is no such petition."), code="petition.unknown")
    return found
