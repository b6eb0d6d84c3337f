"""The page behind the link of an invitation: what it is to, and accepting it."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.selectors.user import has_account, owns_address
from core.client_address import client_network
from core.errors import Forbidden, MusterError, StateConflict
from core.links import LinkNoLongerValid
from core.throttle import Limit, require_within
from core.vault import KeyDestroyed
from groups.models import Invitation
from groups.selectors.invitation import address_in, invitation_of
from groups.services.invitation import accept_as, accept_as_new_user
from pages.desk_form import DeskForm
from pages.desk_words import ROLE_DUTIES

# Hashing a password is work that only we would do.
PER_NETWORK = Limit("join.network", count=30, seconds=600)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever holds the link. GET shows, POST accepts.

    A session begins or is used here, so the form's CSRF token is asked for, unlike behind the
    links of other mails; for that the browser must tell our own site where it comes from.
    """
    try:
        response = _answer(request, token)
    except (LinkNoLongerValid, KeyDestroyed):
        response = render(request, "pages/link_no_longer_valid.html")
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    invitation = invitation_of(token)
    if request.method != "POST":
        return _shown(request, invitation, DeskForm())
    require_within((PER_NETWORK, client_network(request)))
    try:
        return _accept(request, token)
    except (LinkNoLongerValid, Forbidden):
        raise
    except StateConflict:
        return _shown(request, invitation, DeskForm())
    except MusterError as error:
        return _shown(request, invitation, DeskForm(request.POST, error))


def _accept(request: HttpRequest, token: str) -> HttpResponse:
    if request.user.is_authenticated:
        group = accept_as(token=token, user=request.user)
    else:
        user = accept_as_new_user(
            token=token,
            name=request.POST.get("name", ""),
            password=request.POST.get("password", ""),
        )
        group = user.staff_roles.select_related("group").latest("pk").group
        perform_login(request, user)
        record_authentication(request, user, method="password", reauthenticated=True)
    messages.success(request, _("Welcome to %(group)s.") % {"group": group.name})
    return HttpResponseRedirect(reverse("desk"), status=303)


def _shown(request: HttpRequest, invitation: Invitation, form: DeskForm) -> HttpResponse:
    address = address_in(invitation)
    user = request.user
    here = urlencode({REDIRECT_FIELD_NAME: request.path})
    facts = {
        "group": invitation.group,
        "duty": ROLE_DUTIES[invitation.role],
        "address": address,
        "is_theirs": user.is_authenticated and owns_address(user, address),
        "has_account": has_account(address),
        "sign_in_url": f"{reverse('account_login')}?{here}",
        "sign_out_url": f"{reverse('account_logout')}?{here}",
        "form": form,
        "inputs": [
            form.input("name", _("Your name"), maxlength=120, autocomplete="name"),
            form.input(
                "password",
                _("Choose a password"),
                kind="password",
                hint=_("At least eight characters. A sentence that only you would say is good."),
                autocomplete="new-password",
            ),
        ],
    }
    return render(request, "pages/join.html", facts, status=form.status)
