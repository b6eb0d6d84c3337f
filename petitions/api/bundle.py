"""The API of bundles: ask for one, see how far it is, take it, read its public statement."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.serializer import StrictSerializer
from groups.endpoint import PUBLIC, Endpoint, ListEndpoint
from petitions.models import Bundle, BundleState
from petitions.selectors.bundle import (
    bundles_of,
    earlier_bundle,
    get_bundle,
    open_archive,
    public_statement,
    require_archive,
)
from petitions.selectors.petition import get_petition
from petitions.services.bundle import approve_bundle, parse_split, request_bundle
from petitions.services.bundle_archive import archive_name

SIGNATURE_HEADER = "Manifest-Signature"
CACHED = {"Cache-Control": "public, max-age=300"}  # it never changes


class NewBundleSerializer(StrictSerializer):
    split = serializers.CharField(
        max_length=20, default="none", help_text="none, state, city or count:N."
    )
    since = serializers.CharField(
        max_length=40,
        required=False,
        allow_null=True,
        help_text="An earlier bundle's id: only signatures that it and those before it lack.",
    )


class BundleSerializer(serializers.Serializer):
    """Where a bundle stands; `done` of `signatures` are in their files."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.IntegerField()
    petition = serializers.SlugField(source="petition.slug")
    state = serializers.ChoiceField(choices=BundleState.choices, source="stage")
    split = serializers.CharField(source="split_rule")
    since = serializers.UUIDField(source="since.public_id", default=None, allow_null=True)
    sealed_at = serializers.DateTimeField(allow_null=True)
    signatures = serializers.IntegerField()
    listed = serializers.IntegerField()
    done = serializers.IntegerField(source="done_entries")
    merkle_root = serializers.CharField(source="root", help_text="Empty until it is built.")
    size = serializers.SerializerMethodField(help_text="Of the ZIP, in bytes.")
    error = serializers.CharField(source="last_error")

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_size(self, bundle: Bundle) -> int | None:
        return bundle.archive.size if bundle.archive else None


class PetitionBundles(ListEndpoint):
    """A petition's bundles, latest first."""

    needs = {"GET": "petitions:read", "POST": "petitions:write"}
    ordering = "-number"

    @extend_schema(responses=BundleSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        petition = get_petition(slug=slug, actor=self.actor)
        return self.pages(bundles_of(petition=petition, actor=self.actor), BundleSerializer)

    @extend_schema(request=NewBundleSerializer, responses={202: BundleSerializer})
    def post(self, request: Request, slug: str) -> Response:
        petition = get_petition(slug=slug, actor=self.actor)
        body = NewBundleSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        since = body.validated_data.get("since")
        bundle = request_bundle(
            petition=petition,
            rule=parse_split(body.validated_data["split"]),
            since=earlier_bundle(petition=petition, name=since) if since else None,
            actor=self.actor,
        )
        return shown(bundle, status=202)


class BundleDetail(Endpoint):
    """One bundle's state and progress."""

    needs = {"GET": "petitions:read"}

    @extend_schema(responses=BundleSerializer)
    def get(self, request: Request, public_id: UUID) -> Response:
        return shown(get_bundle(public_id=public_id, actor=self.actor))


class BundleApprove(Endpoint):
    """Another person agrees to a request; it is sealed at this moment."""

    needs = {"POST": "petitions:write"}

    @extend_schema(request=None, responses={202: BundleSerializer})
    def post(self, request: Request, public_id: UUID) -> Response:
        bundle = get_bundle(public_id=public_id, actor=self.actor)
        return shown(approve_bundle(bundle=bundle, actor=self.actor), status=202)


class BundleDownload(Endpoint):
    """The ZIP."""

    needs = {"GET": "petitions:write"}

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, public_id: UUID) -> HttpResponseBase:
        bundle = get_bundle(public_id=public_id, actor=self.actor)
        if request.method != "GET":  # who asks how large it is has not taken it
            require_archive(bundle=bundle, actor=self.actor)
            return HttpResponse(headers=_download_headers(bundle))
        chunks = open_archive(bundle=bundle, actor=self.actor)
        return StreamingHttpResponse(chunks, headers=_download_headers(bundle))


class BundleManifest(Endpoint):
    """The signed statement of what a bundle holds, byte for byte, for everyone."""

    needs = {"GET": PUBLIC}

    @extend_schema(responses={(200, "application/json"): OpenApiTypes.OBJECT})
    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        content, signature = public_statement(public_id)
        headers = {SIGNATURE_HEADER: signature.hex(), **CACHED}
        return HttpResponse(content, content_type="application/json", headers=headers)


class BundleSignature(Endpoint):
    """The signature over the manifest: 64 bytes, for everyone."""

    needs = {"GET": PUBLIC}

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        _, signature = public_statement(public_id)
        name = {"Content-Disposition": 'attachment; filename="manifest.sig"'}
        return HttpResponse(
            signature, content_type="application/octet-stream", headers={**name, **CACHED}
        )


def shown(bundle: Bundle, status: int = 200) -> Response:
    return Response(BundleSerializer(bundle).data, status=status)


def _download_headers(bundle: Bundle) -> dict[str, Any]:
    return {
        "Content-Type": "application/zip",
        "Content-Disposition": f'attachment; filename="{archive_name(bundle)}"',
        "Content-Length": str(bundle.archive.size if bundle.archive else 0),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
