"""The choice in whose name something is planned: a campaign and one of its groups, as one input."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from campaign.models import Partner
from core.actors import Actor
from core.errors import Forbidden
from events.selectors.event_host import hosts
from pages.typed_fields import Options, Typed, TypedField, TypedForm


def required_hosts(actor: Actor) -> Sequence[Partner]:
    """Those for which the actor may plan. Raises Forbidden where there is none."""
    found = list(hosts(actor))
    if not found:
        raise Forbidden(_("Actions and events are planned by organizers and coordinators."))
    return found


def host_input(form: TypedForm, partners: Sequence[Partner]) -> TypedField:
    """A choice of campaign and group; one alone is chosen already."""
    return form.input(
        "host", _("Campaign, and the group that hosts"), "select", options=_options(partners)
    )


def read_host(typed: Typed, partners: Sequence[Partner]) -> Partner | None:
    """What was chosen. What is wrong is kept in `typed`."""
    said = _("Choose the campaign and the group.")
    chosen = typed.choice("host", [key_of(partner) for partner in partners], said=said)
    return next((partner for partner in partners if key_of(partner) == chosen), None)


def key_of(partner: Partner) -> str:
    return f"{partner.campaign.slug}/{partner.group.slug}"


def _options(partners: Sequence[Partner]) -> Options:
    named = [
        (key_of(partner), f"{partner.campaign.title} – {partner.group.name}")
        for partner in partners
    ]
    return named if len(named) == 1 else [("", _("Choose …")), *named]
