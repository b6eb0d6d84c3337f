"""Addresses whose views fail in each way, for the API and for people."""

from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from redis.exceptions import ConnectionError as RedisAway
from rest_framework import exceptions as drf
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField, EmailField, Serializer
from rest_framework.views import APIView

from core.errors import FieldError, Invalid, StateConflict, TooManyRequests
from core.json_body import read_json

handler400 = "core.problems.handlers.bad_request"
handler403 = "core.problems.handlers.permission_denied"
handler404 = "core.problems.handlers.page_not_found"
handler500 = "core.problems.handlers.server_error"

FAILURES: dict[str, Exception] = {
    "conflict": StateConflict("this petition is closed", code="petition.closed"),
    "invalid": Invalid("look again", errors=[FieldError("email", "invalid", "no @ in it")]),
    "limited": TooManyRequests(retry_after=17),
    "missing": Http404("secret reason"),
    "denied": PermissionDenied(),
    "suspicious": SuspiciousOperation("x"),
    "away": OperationalError("connection refused"),
    "closed": InterfaceError("connection already closed"),
    "redis": RedisAway("refused"),
    "data": DataError("value too long"),
    "nul": ValueError("A string literal cannot contain NUL (0x00) characters."),
    "throttled": drf.Throttled(wait=3.2),
    "unauthenticated": drf.NotAuthenticated(),
    "bug": ZeroDivisionError("jane.planted@example.org"),
}


class Person(Serializer):
    name = CharField()
    email = EmailField()


class People(Serializer):
    people = Person(many=True)


class Frame(APIView):
    """Fails inside REST framework as told, or checks a body."""

    def get(self, request: Request, what: str) -> Response:
        raise FAILURES[what]

    def post(self, request: Request, what: str) -> Response:
        form = People(data=request.data)
        form.is_valid(raise_exception=True)
        return Response({})


class Guarded(APIView):
    permission_classes = [IsAuthenticated]


def plain(request: HttpRequest, what: str) -> HttpResponse:
    raise FAILURES[what]


@csrf_exempt
@require_POST
def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(sorted(read_json(request, max_bytes=1000))))


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(sorted(request.POST)))


def language(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("fine")


urlpatterns = [
    path("api/frame/<str:what>/", Frame.as_view()),
    path("api/guarded/", Guarded.as_view()),
    path("api/plain/<str:what>/", plain),
    path("api/echo/", echo),
    path("page/<str:what>/", plain),
    path("form/", form),
    # What every page links to.
    path("", form, name="home"),
    path("privacy/", form, name="privacy"),
    path("desk/", form, name="desk"),
]
