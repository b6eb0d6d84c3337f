"""What happens with people's data, in plain words: the same for everyone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from pages.social import Social


@require_safe
@cache_control(public=True, max_age=3600)
def privacy(request: HttpRequest) -> HttpResponse:
    """A page without facts."""
    text = _("Who gets what of your data, how it is kept, and what you can do.")
    social = Social(request.path, _("What happens with your data"), text)
    return render(request, "pages/privacy.html", {"social": social})
