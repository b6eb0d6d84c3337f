"""The words of member lists at the desk."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groups.models import MemberSource, MemberState, ReadHow
from groups.services.member_agreement import Way

STATES: dict[str, Promise] = {
    MemberState.ACTIVE: _("On the list"),
    MemberState.UNSUBSCRIBED: _("Unsubscribed"),
    MemberState.LEFT: _("Left"),
    MemberState.ERASED: _("Erased"),
}
SOURCES: dict[str, Promise] = {
    MemberSource.PETITION: _("Petition"),
    MemberSource.EVENT: _("Event"),
    MemberSource.IMPORT: _("Imported list"),
    MemberSource.DESK: _("Added by hand"),
    MemberSource.API: _("Another program"),
}
WAYS: dict[str, Promise] = {
    Way.PAPER: _("On a paper form"),
    Way.TALK: _("Face to face"),
    Way.PHONE: _("By phone"),
    Way.LETTER: _("By letter or e-mail"),
}
READ_HOWS: dict[str, Promise] = {
    ReadHow.LIST: _("saw them in the list"),
    ReadHow.SEARCH: _("found them by a search"),
    ReadHow.DETAIL: _("opened their page"),
    ReadHow.EXPORT: _("exported them"),
}
FIELDS: dict[str, Promise] = {
    "given_name": _("First name"),
    "family_name": _("Last name"),
    "email": _("E-mail address"),
    "phone": _("Phone"),
    "street": _("Street and number"),
    "city": _("City"),
    "region": _("State"),
    "postal_code": _("ZIP code"),
    "country": _("Country"),
    "language": _("Language"),
    "tags": _("Tags"),
    "note": _("Note"),
}


def place_words(*parts: str) -> str:
    """Oakland, CA; a country that is not the usual one as well. Empty where nothing is known."""
    return ", ".join(part for part in parts if part and part != "US")
