"""The sign-in package's forms with labels in our own words."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm
from django.utils.translation import gettext_lazy as _


class OwnChangePasswordForm(ChangePasswordForm):
    """Asks for the password there is, and twice for the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Your present password")
        _name_new_password(self)


class OwnResetPasswordForm(ResetPasswordKeyForm):
    """Asks twice for the new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_new_password(self)


def _name_new_password(form: ChangePasswordForm | ResetPasswordKeyForm) -> None:
    form.fields["password1"].label = _("New password")
    form.fields["password2"].label = _("New password again")
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)  # says the label again, in other words
