"""Takes the form of a petition in, wherever it stands: on its page, or in a partner's.

The form needs no cookie and no session, so that its page can be cached, shared and embedded. It
is therefore exempt from CSRF protection: whoever posts it has no more power than anyone with an
empty browser; there is nothing of the visitor's for another site to borrow.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.actors import ANYONE
from core.client_address import client_network
from core.errors import FieldError, Invalid, StateConflict, TooManyRequests
from groups.selectors.canonical_rule import canonical_rules
from pages.form_stamp import suspicion
from pages.sign_fields import NO_ZIP, UNKNOWN_ZIP, SignFields, form_data, source_of
from petitions.form_limits import SIGN
from petitions.models import Petition
from petitions.services.signature import sign_petition
from petitions.sign_form import SignForm, read_sign_form
from places.selectors.postal_code import us_zip_table


@dataclass(frozen=True)
class Refusal:
    """Why a form was not taken: the fields with what is wrong, and the status to answer with."""

    fields: SignFields
    status: int
    retry_after: int | None = None

    def on(self, response: HttpResponse) -> HttpResponse:
        """The page that shows the form again, with this refusal's headers."""
        response.status_code = self.status
        if self.retry_after is not None:
            response["Retry-After"] = str(self.retry_after)
        return response


def posted_fields(request: HttpRequest, petition: Petition) -> SignFields:
    """The form as it was sent."""
    return SignFields(request.POST, source=source_of(request.POST.get("source", ""), petition))


def take_signature(request: HttpRequest, petition: Petition, fields: SignFields) -> Refusal | None:
    """Signs; None when the form was taken, the same for who had signed and who had not."""
    try:
        form = read_sign_form(form_data(request.POST, fields.source), canonical_rules())
        _require_known_zip(form, fields)
        SIGN.require(email=form.email, network=client_network(request), actor=ANYONE)
        doubt = suspicion(request.POST.dict())
        sign_petition(slug=petition.slug, form=form, actor=ANYONE, suspect=doubt)
    except Invalid as error:
        return Refusal(fields.with_errors(error.errors), 400)
    except TooManyRequests as error:
        text = _("Many people sign from your network. Try again shortly.")
        busy = FieldError("", error.code, text)
        return Refusal(fields.with_errors([busy]), 429, error.retry_after)
    except StateConflict:
        petition.refresh_from_db()
        return Refusal(fields, 409)
    return None


def _require_known_zip(form: SignForm, fields: SignFields) -> None:
    """Asks once about a postal code of no known place: mistyped, the signature would count for no
    state. Lists of ZIP codes age: whoever sends the same again is believed. Raises Invalid."""
    known = us_zip_table()
    if form.country not in {"US", ""} or not form.postal_code or form.postal_code[:5] in known:
        return
    if not known or fields.asked_zip:
        return
    if form.country:
        text = _("We do not know this ZIP code. Check it; if it is right, sign again as it is.")
        raise Invalid(text, errors=[FieldError("postal_code", UNKNOWN_ZIP, text)])
    text = _(
        "This is no ZIP code. Check it, or name your country below; if it is right, sign again as"
        " it is."
    )
    raise Invalid(text, errors=[FieldError("postal_code", NO_ZIP, text)])
