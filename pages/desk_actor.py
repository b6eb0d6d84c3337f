"""Who works at the desk: the person who is signed in. What they may do is asked of the policies."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.models import User
from core.actors import ANYONE, Actor
from groups.selectors.staff import kept_standings
from pages.second_factor import has_passed_second_factor, must_set_up_second_factor

SAFE = frozenset({"GET", "HEAD"})
Page = Callable[..., HttpResponseBase]


def desk_actor(request: HttpRequest) -> Actor:
    """The person of the session; anyone without one."""
    user = request.user
    if not isinstance(user, User):
        return ANYONE
    return Actor(user_id=user.pk, is_platform_admin=user.is_superuser)


def desk_page(view: Page) -> Page:
    """A page of the desk: gives the view the actor. Who is not signed in does that first.

    Whose roles require a second factor sets one up before that. What it answers is kept by nobody,
    found by no search, and told to no other site.
    """

    @wraps(view)
    def secured(request: HttpRequest, actor: Actor, **names: Any) -> HttpResponseBase:
        if must_set_up_second_factor(actor):
            return HttpResponseRedirect(reverse("desk-second-factor"))
        return view(request, actor, **names)

    return desk_entrance(secured)


def desk_entrance(view: Page) -> Page:
    """The same without asking to set up a second factor: for the page that helps to do so.

    Who has one and did not show it in this session signs in anew: the session began before. What
    only reads asks once which roles the person has.
    """

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, **names: Any) -> HttpResponseBase:
        if isinstance(request.user, User) and not has_passed_second_factor(request, request.user):
            logout(request)
            return redirect_to_login(request.get_full_path())
        with kept_standings() if request.method in SAFE else nullcontext():
            response = view(request, desk_actor(request), **names)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response

    return guarded
