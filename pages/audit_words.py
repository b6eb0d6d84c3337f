"""What each action of the audit log is called in a sentence. A test holds it to be complete.

`what` is the thing it was done to, `who` the person, as far as the reader may know them.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FAMILIES: dict[str, Promise] = {
    "petition": _("Petitions"),
    "import": _("Imports of signatures"),
    "bundle": _("Bundles"),
    "tally": _("Counts"),
    "campaign": _("Campaigns"),
    "partner": _("Coalitions"),
    "locality": _("Places"),
    "action": _("Actions"),
    "event": _("Events"),
    "rsvp": _("Check-in"),
    "rsvps": _("Reading of guest lists"),
    "group": _("Groups"),
    "staff": _("Staff"),
    "invitation": _("Invitations"),
    "user": _("Accounts"),
    "token": _("API tokens"),
    "messages": _("Outbox"),
    "audit": _("Audit log"),
}
SENTENCES: dict[str, Promise] = {
    "petition.created": _("Petition %(what)s made by %(who)s"),
    "petition.changed": _("Petition %(what)s changed by %(who)s"),
    "petition.opened": _("Petition %(what)s opened by %(who)s"),
    "petition.closed": _("Petition %(what)s closed by %(who)s"),
    "petition.delivered": _("Petition %(what)s marked as delivered by %(who)s"),
    "import.requested": _("List of signatures for %(what)s handed in by %(who)s"),
    "import.resumed": _("Import for %(what)s continued by %(who)s"),
    "import.finished": _("Import for %(what)s finished by %(who)s"),
    "import.stopped": _("Import for %(what)s stopped by %(who)s"),
    "import.undo_requested": _("Taking back an import for %(what)s asked for by %(who)s"),
    "import.undo_resumed": _("Taking back an import for %(what)s continued by %(who)s"),
    "import.undone": _("Import for %(what)s taken back by %(who)s"),
    "import.rejects_read": _("Rows that an import for %(what)s could not use read by %(who)s"),
    "bundle.requested": _("Bundle of %(what)s asked for by %(who)s"),
    "bundle.sealed": _("Bundle of %(what)s sealed by %(who)s"),
    "bundle.built": _("Bundle of %(what)s built by %(who)s"),
    "bundle.downloaded": _("Bundle of %(what)s downloaded by %(who)s"),
    "bundle.delivered": _("Bundle of %(what)s recorded as handed over by %(who)s"),
    "tally.repaired": _("Counts of %(what)s repaired by %(who)s"),
    "campaign.created": _("Campaign %(what)s started by %(who)s"),
    "campaign.changed": _("Campaign %(what)s changed by %(who)s"),
    "campaign.public": _("Campaign %(what)s published by %(who)s"),
    "campaign.ended": _("Campaign %(what)s ended by %(who)s"),
    "partner.invited": _("%(what)s invited to a campaign by %(who)s"),
    "partner.accepted": _("%(what)s joined a campaign, accepted by %(who)s"),
    "partner.left": _("%(what)s left a campaign, decided by %(who)s"),
    "locality.added": _("Place %(what)s added by %(who)s"),
    "locality.moved": _("Stage of %(what)s set by %(who)s"),
    "action.created": _("Action %(what)s planned by %(who)s"),
    "action.changed": _("Action %(what)s changed by %(who)s"),
    "event.created": _("Event %(what)s made by %(who)s"),
    "event.changed": _("Event %(what)s changed by %(who)s"),
    "event.moved": _("Event %(what)s moved by %(who)s"),
    "event.opened": _("Event %(what)s opened by %(who)s"),
    "event.reopened": _("Event %(what)s opened again by %(who)s"),
    "event.cancelled": _("Event %(what)s cancelled by %(who)s"),
    "event.handed_over": _("Bundle named as handed over at %(what)s by %(who)s"),
    "event.zone_rules": _("Time of %(what)s computed again for new clock rules by %(who)s"),
    "rsvp.checked_in": _("Guest checked in by %(who)s"),
    "rsvp.check_in_undone": _("Check-in of a guest taken back by %(who)s"),
    "rsvps.read": _("Guest list of %(what)s read in full by %(who)s"),
    "group.created": _("Group %(what)s made by %(who)s"),
    "staff.added": _("Role in the group given by %(who)s"),
    "staff.ended": _("Role in the group ended by %(who)s"),
    "invitation.sent": _("Invitation to the staff sent by %(who)s"),
    "invitation.revoked": _("Invitation to the staff taken back by %(who)s"),
    "invitation.accepted": _("Invitation to the staff accepted by %(who)s"),
    "user.created": _("Account made by %(who)s"),
    "user.made_platform_admin": _("Platform administrator named by %(who)s"),
    "token.minted": _("API token made by %(who)s"),
    "token.revoked": _("API token ended by %(who)s"),
    "messages.owed_again": _("Messages that failed sent again by %(who)s"),
    "audit.verified": _("Audit log checked by %(who)s"),
    "audit.downloaded": _("Audit log downloaded by %(who)s"),
}
UNNAMED: Promise = _("%(what)s: %(code)s by %(who)s")


def sentence(action: str, *, what: str, who: str) -> str:
    """The action as a person says it."""
    words = SENTENCES.get(action, UNNAMED)
    return str(words) % {"what": what or "–", "who": who, "code": action}
