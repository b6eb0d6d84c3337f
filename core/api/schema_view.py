"""Serves the OpenAPI document, which is the same for everyone and for as long as we run."""

import json
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1 as JSON. Made once in each process: it takes a second."""
    return HttpResponse(
        document(),
        content_type="application/vnd.oai.openapi+json",
        headers={"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"},
    )


@lru_cache(maxsize=1)
def document() -> bytes:
    """The document's bytes."""
    generator = SchemaGenerator()
    made = generator.get_schema(request=None, public=True)
    return json.dumps(made).encode()
