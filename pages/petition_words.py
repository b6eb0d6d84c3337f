"""The words of petitions, lists and bundles at the desk, and the tabs of a petition's pages."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from groups.policies import may_handle_people
from groups.standing import Standing
from petitions.models import BundleState, Confirmation, DisplayRule, Petition, PetitionState, Split
from petitions.policies import may_count_suspects, may_request_bundle

STATES: dict[str, Promise] = {
    PetitionState.DRAFT: _("Draft"),
    PetitionState.OPEN: pgettext_lazy("a petition", "Open"),
    PetitionState.CLOSED: pgettext_lazy("a petition", "Closed"),
    PetitionState.DELIVERED: pgettext_lazy("a petition", "Delivered"),
}
CONFIRMATIONS: dict[str, Promise] = {
    Confirmation.REQUIRED: _("Each person confirms by a link in an e-mail (recommended)"),
    Confirmation.NONE: _("A signature counts at once, without an e-mail"),
}
DISPLAY_RULES: dict[str, Promise] = {
    DisplayRule.SIGNER: _("As each person chooses"),
    DisplayRule.NEVER: _("No name is ever shown or handed over"),
}
IMPORT_STAGES: dict[str, Promise] = {
    "naming": _("Waits for its columns"),
    "previewing": _("Being looked through"),
    "waiting": _("Waits for a decision"),
    "pending": _("About to be taken in"),
    "running": _("Being taken in"),
    "done": _("Taken in"),
    "failed": _("Stopped"),
    "cancelled": _("Cancelled"),
    "undoing": _("Being taken back"),
    "undone": _("Taken back"),
}
LET_GO = _("Let go")
SUSPICIONS: dict[str, Promise] = {
    "honeypot": _("Filled in a field that people do not see"),
    "no_stamp": _("Came without the mark that the form’s page carries"),
    "too_fast": _("Filled in faster than anyone reads the form"),
    "disposable": _("Gave a throw-away mailbox"),
}
BUNDLE_STAGES: dict[str, Promise] = {
    BundleState.REQUESTED: _("Waits for approval"),
    BundleState.SEALING: _("Being sealed"),
    BundleState.SEALED: _("Sealed"),
    BundleState.BUILDING: _("Being built"),
    BundleState.READY: _("Ready"),
    BundleState.FAILED: _("Stopped"),
    BundleState.CANCELLED: _("Dropped"),
}
HANDED_OVER = _("Handed over")
SPLITS: dict[str, Promise] = {
    Split.NONE: _("All in one part"),
    Split.STATE: _("A part for each state"),
    Split.CITY: _("A part for each city"),
    Split.COUNT: _("Parts of a fixed number of signatures"),
}


@dataclass(frozen=True)
class Tab:
    """A page about the petition, for those who may see it."""

    url: str
    words: str
    is_current: bool


def petition_tabs(
    petition: Petition, standing: Standing, partners: set[int], current: str
) -> list[Tab]:
    """The pages about a petition that one may see; `partners` are ids of the coalition's groups."""
    counts = any(may_count_suspects(standing, petition, group_id) for group_id in partners)
    imports = any(may_handle_people(standing, group_id) for group_id in partners)
    pages = [
        ("desk-petition", gettext("Figures"), True),
        ("desk-petition-share", gettext("Share"), True),
        ("desk-imports", gettext("Lists"), imports),
        ("desk-suspects", gettext("Suspects"), counts),
        ("desk-bundles", gettext("Bundles"), may_request_bundle(standing, petition)),
    ]
    return [
        Tab(reverse(route, args=[petition.slug]), words, route == current)
        for route, words, may_see in pages
        if may_see
    ]
