"""The words of member imports at the desk."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groups.member_decision import Choice, ConsentRule
from groups.models import ImportStage

STAGES: dict[str, Promise] = {
    ImportStage.NAMING: _("Waits for its columns"),
    ImportStage.READING: _("Being looked through"),
    ImportStage.READY: _("Waits for a decision"),
    ImportStage.APPLYING: _("Being taken in"),
    ImportStage.APPLIED: _("Taken in"),
    ImportStage.UNDOING: _("Being taken back"),
    ImportStage.UNDONE: _("Taken back"),
    ImportStage.EXPIRED: _("Let go"),
    ImportStage.FAILED: _("Stopped"),
}
# The eight figures that every row is in one of, with what each means.
WOULD: dict[str, tuple[Promise, Promise]] = {
    "new": (_("new"), _("Nobody like that is on the list; they would be added.")),
    "updated": (_("updated"), _("They are on the list; the row knows something more or newer.")),
    "unchanged": (_("unchanged"), _("They are on the list as the row says.")),
    "conflicting": (
        _("conflicting"),
        _("The row says another name for the same address, or somebody else’s phone."),
    ),
    "left_out": (_("left out"), _("Conflicts of which nothing was taken.")),
    "suppressed": (
        _("not to be written to"),
        _("They unsubscribed, left or were erased. No list brings anybody back."),
    ),
    "repeated_in_file": (_("repeated"), _("The same person stands further up in the file.")),
    "rejected": (_("rejected"), _("Rows that name nobody or are damaged.")),
}
# The same of a list that was taken in.
DID: dict[str, tuple[Promise, Promise]] = {
    **WOULD,
    "new": (_("new"), _("Nobody like that was on the list; they were added.")),
    "updated": (_("updated"), _("They were on the list; the row knew something more or newer.")),
    "unchanged": (_("unchanged"), _("They were on the list as the row says.")),
    "conflicting": (_("conflicting"), _("Conflicts that nobody had seen; nothing was changed.")),
}
CONFLICTS: dict[str, Promise] = {
    Choice.LEAVE_OUT: _("Leave these rows out"),
    Choice.OURS: _("Keep the name or phone that our list has, and take the rest of the row"),
    Choice.THEIRS: _("Take the row as it stands, over what our list has"),
}
CONFLICTS_IN_BRIEF: dict[str, Promise] = {
    "": _("As chosen for all"),
    Choice.LEAVE_OUT: _("Leave out"),
    Choice.OURS: _("Keep ours"),
    Choice.THEIRS: _("Take the row"),
}
CONFLICT_REASONS: dict[str, Promise] = {
    "name": _("Another name"),
    "phone": _("The phone is another member’s"),
}
CONSENTS: dict[str, Promise] = {
    ConsentRule.NONE: _("The list is no proof of consent: nobody is written to because of it"),
    ConsentRule.LIST: _(
        "A yes in the list’s consent column is a consent: the people said yes to hearing from us"
    ),
}
CHANGED_FIELDS: dict[str, Promise] = {
    "name": _("Name"),
    "email": _("E-mail address"),
    "phone": _("Phone"),
    "street": _("Street"),
    "postal_code": _("ZIP code"),
    "place": _("City and state"),
    "language": _("Language"),
    "note": _("Note"),
}
NOTICES: dict[str, Promise] = {
    "phone.invalid": _("phone numbers that cannot be called"),
    "language.unknown": _("languages that are not known"),
    "country.unknown": _("countries that are not known"),
    "postal_code.invalid": _("ZIP codes that cannot be"),
    "consent.unknown": _("consents that are neither a yes nor a no"),
}
OTHER_NOTICE = _("dates that cannot be")
