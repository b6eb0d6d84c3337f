"""Writes the mail that invites a person to a role in a group."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.mail.mjml_template import render_mjml
from core.models import Message
from core.outbox import Mail
from groups.invitation_link import INVITATION, invitation_url
from groups.models import Invitation
from groups.selectors.invitation import address_in, is_good

MESSAGE_KIND = "invitation"


def compose_invitation(message: Message) -> Mail | None:
    """None where nothing is to be said any more: it ended, or who invited lost the right to."""
    rows = Invitation.objects.select_related("group", "invited_by")
    invitation = rows.filter(pk=message.about).first()
    if invitation is None or not is_good(invitation):
        return None
    group = invitation.group.name
    subject = _("You are invited to work with %(group)s") % {"group": group}
    facts = {
        "subject": subject,
        "group": group,
        "role": invitation.role,
        "inviter": invitation.invited_by.name,
        "url": invitation_url(invitation.pk, edition=invitation.edition),
        "days": INVITATION.lifetime.days,
    }
    return Mail(
        to=address_in(invitation),
        subject=subject,
        text=render_to_string("groups/mail/invitation.txt", facts),
        html=render_mjml("groups/mail/invitation.mjml", facts),
    )
