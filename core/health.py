"""Whether this process lives, whether it can do its work, and its numbers."""

import ipaddress

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from core import metrics
from core.errors import NotFound, Unavailable

BESIDE = [
    ipaddress.ip_network(network)
    for network in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        *("::1/128", "fc00::/7"),
    )
]
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers. Asks nothing of any server: a restart would not bring one back."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers. Raises Unavailable when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError) as error:
        connection.close()
        raise Unavailable("The database does not answer", retry_after=5) from error
    return JsonResponse({"status": "ready"})


@require_safe
def prometheus(request: HttpRequest) -> HttpResponse:
    """The metrics, for who asks from beside us or holds METRICS_TOKEN; 404 for anyone else."""
    if not (_from_beside(request) or _has_token(request)):
        raise NotFound
    return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE)


def _from_beside(request: HttpRequest) -> bool:
    """From this machine or its private network, and not through a proxy that faces the world."""
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in network for network in BESIDE)


def _has_token(request: HttpRequest) -> bool:
    given = request.META.get("HTTP_AUTHORIZATION", "")
    expected = f"Bearer {settings.METRICS_TOKEN}"
    return bool(settings.METRICS_TOKEN) and constant_time_compare(given, expected)
