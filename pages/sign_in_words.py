"""Sentences of Django and the sign-in package that have their own Spanish in our catalogue.

Their Spanish says "usted", our pages "tú"; what stands in our catalogue comes first. Pages
have templates of their own; these are the mails, notices and refusals. Nothing imports this.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

SENTENCES = (
    _("This account is currently inactive."),
    _("Your primary email address must be verified."),
    _("The email address and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."),
    _("You must type the same password each time."),
    _("Please type your current password."),
    _("Incorrect password."),
    _("The email address is not assigned to any user account."),
    _("This email address is already associated with this account."),
    _("You cannot remove your primary email address (%(email)s)."),
    _("Unable to confirm %(email)s because it is already confirmed by a different account."),
    _("You are already logged in as %(user_display)s."),
    _("Password successfully changed."),
    _("You have signed out."),
    _("Successfully signed in as %(name)s."),
    _("Your email has been changed from %(from_email)s to %(to_email)s."),
    _("Your email has been confirmed."),
    _("Your password has been changed."),
    _("Your password has been reset."),
    _("Your password has been set."),
    _("You are receiving this mail because the following change was made to your account:"),
    _(
        "If you do not recognize this change then please take proper security precautions "
        "immediately. The change to your account originates from:\n\n- IP address: %(ip)s\n"
        "- Browser: %(user_agent)s\n- Date: %(timestamp)s"
    ),
    _("Please Confirm Your Email Address"),
    _("This mail can be safely ignored if you did not initiate this action."),
    _(
        "You're receiving this email because you or someone else has requested a password reset "
        "for your user account.\nIt can be safely ignored if you did not request a password "
        "reset. Click the link below to reset your password."
    ),
    _("Forgot your password?"),
    _("Forgot Password?"),
    _("Incorrect code."),
    _("Use your password"),
    _("Use authenticator app or code"),
    _("Use a security key"),
    _("Your password can’t be a commonly used password."),
    _("This password is too common."),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
)
