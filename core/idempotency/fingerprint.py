"""What makes two requests the same request. Keyed hashes: the bodies name people."""

import hashlib
from collections.abc import Iterator

from django.http import HttpRequest

from core.keyed_hash import keyed_hash

CHUNK_BYTES = 1 << 16


def key_of(request: HttpRequest, idempotency_key: str) -> bytes:
    """32 bytes for the caller (by credential, or the public), the address and the key."""
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    caller = f"{scheme.lower()} {token.strip()}"  # as `groups.authentication` reads it
    return keyed_hash("idempotency key", _joined(caller, request.path, idempotency_key))


def fingerprint_of(request: HttpRequest) -> bytes:
    """32 bytes for what was sent. A form counts by its fields and files: each attempt of a
    client writes another boundary between them. Raises what reading the body raises."""
    content_type = request.content_type or ""
    digest = hashlib.sha256(_joined(request.META.get("QUERY_STRING", ""), content_type))
    parts = _form_parts(request) if content_type == "multipart/form-data" else [request.body]
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return keyed_hash("idempotency body", digest.digest())


def _form_parts(request: HttpRequest) -> Iterator[bytes]:
    for name, values in sorted(request.POST.lists()):
        yield _joined(name, *values)
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield _joined(name, file.name or "", str(file.size))
            yield from file.chunks(CHUNK_BYTES)
            file.seek(0)


def _joined(*texts: str) -> bytes:
    """One byte string for the texts, another one for any other texts."""
    encoded = [text.encode("utf-8", "surrogateescape") for text in texts]
    return b"".join(len(text).to_bytes(8, "big") + text for text in encoded)
