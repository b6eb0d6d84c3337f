"""Addresses where a mail provider tells of bounces and complaints, read by anymail.

Only providers that need nothing but MAIL_WEBHOOK_SECRET. Without it the addresses do not exist:
whoever could tell us of bounces could stop anybody's mail. What the notices mean is decided in
`services.suppression_notice`; of mail that comes in, nothing is taken.
"""

from collections.abc import Callable
from functools import wraps

from anymail import urls as anymail_addresses
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from core.errors import Invalid, NotFound

PROVIDERS = ("brevo", "mailjet", "mailtrap", "postmark", "sendgrid", "sparkpost")
# What anymail's readers raise over a body that is not what the provider sends.
UNREADABLE = (
    *(AttributeError, LookupError, TypeError, ValueError, RecursionError),
    ImproperlyConfigured,  # a notice of mail that came in
)

View = Callable[[HttpRequest], HttpResponseBase]


def _guarded(read: View) -> View:
    @csrf_exempt
    @wraps(read)
    def notice(request: HttpRequest) -> HttpResponseBase:
        if not settings.ANYMAIL["WEBHOOK_SECRET"]:
            raise NotFound
        try:
            return read(request)
        except UNREADABLE as error:
            # The error's text would hold what was sent.
            raise Invalid("This is no notice of this provider.") from error

    return notice


_readers = {entry.name: entry.callback for entry in anymail_addresses.urlpatterns}
urlpatterns = [
    path(f"{name}/tracking/", _guarded(_readers[f"{name}_tracking_webhook"]), name=f"mail-{name}")
    for name in PROVIDERS
]
