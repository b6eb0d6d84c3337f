"""Which language a page is in: that of the link (`?lang=es`), else what the browser asks for.

No cookie is read or set, so that a page may be kept by caches: what it depends on is its address
and, without `lang` there, the header Accept-Language. The links of a page that was asked for
with `lang` keep it (`core.templatetags.language`). The API speaks English.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

PARAMETER = "lang"


def supported(code: str) -> str:
    """The language of ours that fits the code best, as `es` for `es-MX`; empty where none does."""
    try:
        plain = code.replace("_", "-").lower()
        found = translation.get_supported_language_variant(plain) if plain else ""
    except (LookupError, ValueError):
        return ""
    return found if found in dict(settings.LANGUAGES) else ""


def language_for(code: str) -> str:
    """The language to write in to somebody who asked for this one; ours, where none fits."""
    return supported(code) or settings.LANGUAGE_CODE


def chosen_language(request: HttpRequest) -> str:
    """What the address asks for; empty where it does not say."""
    return supported(request.GET.get(PARAMETER, "")[:20])


def language_of(request: HttpRequest) -> str:
    """The language to answer a page in."""
    return chosen_language(request) or _preferred(request.headers.get("Accept-Language", ""))


def _preferred(header: str) -> str:
    for code, _ in parse_accept_lang_header(header):
        if code == "*":
            break
        if found := supported(code):
            return found
    return settings.LANGUAGE_CODE


def keeping_language(address: str, request: HttpRequest) -> str:
    """The address of a page of ours, in the language that this request's address chose."""
    chosen = chosen_language(request)
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={chosen}" if chosen else address


class LanguageMiddleware:
    """Answers in the request's language, and leaves no language behind for the next request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of(request)
        with translation.override(language):
            response = self._get_response(request)
        response.headers.setdefault("Content-Language", language)
        if not chosen_language(request):
            patch_vary_headers(response, ["Accept-Language"])
        return response
