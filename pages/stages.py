"""The places that a campaign pursues, by how far it has come there."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import pgettext_lazy

from campaign.models import Locality, Stage

NAMES = {
    Stage.ADOPTED: pgettext_lazy("places of a campaign", "Adopted"),
    Stage.VOTING: pgettext_lazy("places of a campaign", "Voting"),
    Stage.CONSIDERING: pgettext_lazy("places of a campaign", "Considering"),
    Stage.NEXT: pgettext_lazy("places of a campaign", "Next"),
    Stage.LATER: pgettext_lazy("places of a campaign", "Later"),
    Stage.REJECTED: pgettext_lazy("places of a campaign", "Rejected"),
}


@dataclass(frozen=True)
class StageOfPlaces:
    """A stage with its name for people, and the places that are there now."""

    code: str
    name: str
    places: list[Locality] = field(default_factory=list)


def by_stage(places: Iterable[Locality]) -> list[StageOfPlaces]:
    """The stages that have places, the furthest first; a stage's places by their day and name."""
    stages = {stage: StageOfPlaces(str(stage), str(name)) for stage, name in NAMES.items()}
    for place in sorted(places, key=lambda place: (str(place.stage_on or "9999"), place.name)):
        stages[Stage(place.stage)].places.append(place)
    return [stage for stage in stages.values() if stage.places]
