"""Runs the middlewares of pages for pages only.

The API authenticates by bearer token and knows no cookie: sessions, CSRF, messages and the
like would take a third of the sign path's time for nothing. Django gathers the other hooks of
a middleware from `settings.MIDDLEWARE`, so this one passes them on.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

BARE = ("/api/", "/anymail/", "/healthz", "/readyz", "/metrics")
PAGES_IN_API = "/api/docs/"


def is_page(path: str) -> bool:
    return path.startswith(PAGES_IN_API) or not path.startswith(BARE)


class PageMiddleware:
    """The chain of `settings.PAGE_MIDDLEWARE`, outermost first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._layers: list[Any] = []
        chain: Any = get_response
        for name in reversed(settings.PAGE_MIDDLEWARE):
            layer = import_string(name)(chain)
            self._layers.insert(0, layer)
            chain = convert_exception_to_response(layer)
        self._chain: Callable[[HttpRequest], HttpResponseBase] = chain

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_page(request.path_info):
            return self._chain(request)
        if request.path_info.startswith("/api/"):
            request.get_host()  # refuses a host that is not ours, as CommonMiddleware does
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        return self._first(self._layers, "process_view", request, view, args, kwargs)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        return self._first(self._layers[::-1], "process_exception", request, error)

    def process_template_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if is_page(request.path_info):
            for layer in reversed(self._layers):
                if hasattr(layer, "process_template_response"):
                    response = layer.process_template_response(request, response)
        return response

    @staticmethod
    def _first(
        layers: list[Any], hook: str, request: HttpRequest, *args: Any
    ) -> HttpResponseBase | None:
        """The first answer that a layer gives instead of the view's."""
        if is_page(request.path_info):
            for layer in layers:
                call: Callable[..., HttpResponseBase | None] | None = getattr(layer, hook, None)
                answer = call(request, *args) if call else None
                if answer is not None:
                    return answer
        return None
