"""Counts of people as the desk shows them: whole to those who host, small ones hidden from others.

Pure. `events.policies` says who may count; "<10" is `petitions.small_cells`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from campaign.models import Campaign
from campaign.policies import is_lead
from core.small_counts import shown_count
from events.models import Event
from events.policies import may_check_in, may_count
from groups.policies import is_staff
from groups.standing import Standing

Shown = int | str | None


@dataclass(frozen=True)
class Total:
    """The sum of what is shown. Hidden counts are not in it: it would give them away."""

    known: int
    is_whole: bool

    @property
    def words(self) -> str:
        """1,204, or at least so many; "few" where all of it is hidden."""
        if not (self.known or self.is_whole):
            return _("few")
        number = intcomma(self.known)
        return number if self.is_whole else _("at least %(number)s") % {"number": number}


def shown_to(standing: Standing, event: Event, number: int) -> Shown:
    """The count, "<10", or None for who may not know it."""
    if may_check_in(standing, event):
        return number
    return shown_count(number) if may_count(standing, event) else None


def shown_of_group(standing: Standing, campaign: Campaign, group_id: int, number: int) -> Shown:
    """As `shown_to`, of an event that is known by its group and campaign alone."""
    if is_staff(standing, group_id):
        return number
    may = standing.is_platform_admin or is_lead(standing, campaign)
    return shown_count(number) if may else None


def total_of(shown: Iterable[Shown]) -> Total:
    """What is known adds up; what is hidden is left out."""
    counts = list(shown)
    known = [number for number in counts if isinstance(number, int)]
    return Total(sum(known), is_whole=len(known) == len(counts))
