"""Stands before every page that a link in a mail leads to.

The token is the authority, so no cookie is read and no CSRF token needed: who does not hold the
token cannot post. Anything wrong with a link is one quiet page with status 200, which tells
neither what was wrong nor of whom. A program that asks for a file is told 404.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from core import links
from core.links import Link, LinkNoLongerValid, Purpose
from core.vault import KeyDestroyed

FILE = ".ics"

View = Callable[[HttpRequest, Link], HttpResponse]
Guarded = Callable[..., HttpResponse]


def behind_link(*purposes: Purpose) -> Callable[[View], Guarded]:
    """Gives the view the link in its address, which has one of the purposes, or answers that the
    link is no longer valid.

    What the view answers is kept by nobody, found by no search, and told to no other site.
    """

    def wrap(view: View) -> Guarded:
        @csrf_exempt
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, token: str) -> HttpResponse:
            try:
                link = links.read(token, *purposes, now=timezone.now())
                response = view(request, link)
            except (LinkNoLongerValid, KeyDestroyed):
                status = 404 if request.path.endswith(FILE) else 200
                response = render(request, "pages/link_no_longer_valid.html", status=status)
            response["X-Robots-Tag"] = "noindex"
            response["Referrer-Policy"] = "no-referrer"
            return response

        return guarded

    return wrap
