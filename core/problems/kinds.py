"""The page at a problem's `type`: what its code says to a program and to whoever reads the log."""

import re
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import MusterError

CODE = re.compile(r"[a-z0-9_.]{1,60}")


def problem_kind(request: HttpRequest, code: str) -> HttpResponse:
    """GET /problems/CODE/. Codes of one place only, such as petition.closed, have no text here:
    the answer that carries one says in its `detail` what to do."""
    if not CODE.fullmatch(code):
        raise Http404
    kind = next((kind for kind in _kinds(MusterError) if kind.code == code), None)
    return render(request, "problem_kind.html", {"code": code, "kind": kind})


def _kinds(kind: type[MusterError]) -> Iterator[type[MusterError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _kinds(narrower)
