"""The API of imports: hand a list in, see how far it is, get back what could not be used."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from core.api.serializer import StrictSerializer
from core.body_limit import announced_bytes
from core.unlinked_upload import opener_of
from groups.api.member_import_columns import ColumnsField, shown_columns
from groups.endpoint import Endpoint
from groups.lists.refusal import too_large
from groups.selectors.group import get_group
from petitions.import_figures import figures_of
from petitions.models import SignatureImport
from petitions.selectors.petition import get_petition
from petitions.selectors.signature_import import get_import, rejects_file
from petitions.services.import_columns import request_import_as_named
from petitions.services.signature_import import (
    LIST_BYTES,
    record_rejects_read,
    request_undo,
)

FORM_BYTES = 64 * 1024
REJECTS_HEADERS = {
    "Content-Type": "text/csv; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class NewImportSerializer(StrictSerializer):
    file = serializers.FileField(allow_empty_file=True, help_text="CSV, TSV or XLSX.")
    group = serializers.SlugField(help_text="The group that collected the list.")
    columns = ColumnsField(required=False)


class ProgressSerializer(serializers.Serializer):
    done = serializers.IntegerField(source="rows")
    total = serializers.IntegerField(source="rows_total", allow_null=True)


class FiguresSerializer(serializers.Serializer):
    """`rows` is the sum of the others."""

    rows = serializers.IntegerField()
    rejected = serializers.IntegerField()
    repeated_in_file = serializers.IntegerField()
    already_signed = serializers.IntegerField()
    new = serializers.IntegerField()


class ImportSerializer(serializers.Serializer):
    """Where an import stands."""

    id = serializers.UUIDField(source="public_id")
    petition = serializers.SlugField(source="petition.slug")
    group = serializers.SlugField(source="source.group.slug")
    state = serializers.ChoiceField(
        choices=[
            "naming", "previewing", "waiting", "pending", "running", "done", "failed", "cancelled",
            "undoing", "undone",
        ],
        source="stage",
    )  # fmt: skip
    progress = ProgressSerializer(source="*")
    figures = serializers.SerializerMethodField()
    rejects = serializers.SerializerMethodField(help_text="Where the rejected rows are, if any.")
    notices = serializers.DictField(
        child=serializers.IntegerField(), help_text="Cells left out of good rows, by code."
    )
    columns = serializers.SerializerMethodField()
    ignored_columns = serializers.ListField(
        child=serializers.CharField(), source="layout.ignored", default=list
    )
    error = serializers.CharField(source="last_error")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(ColumnsField)
    def get_columns(self, row: SignatureImport) -> dict[str, str]:
        return shown_columns(row.layout)

    @extend_schema_field(FiguresSerializer)
    def get_figures(self, row: SignatureImport) -> dict[str, int]:
        return figures_of(row).as_json()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_rejects(self, row: SignatureImport) -> str | None:
        if not row.rejected or row.undone_at:
            return None
        return str(reverse("import-rejects", args=[row.public_id]))


class PetitionImports(Endpoint):
    """Hands a list in. The same file of the same group again is the same import: 200."""

    needs = {"POST": "petitions:write"}
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": NewImportSerializer},
        responses={202: ImportSerializer, 200: ImportSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        _require_small(request)
        petition = get_petition(slug=slug, actor=self.actor)
        body = NewImportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        file: UploadedFile = body.validated_data["file"]
        row, made = request_import_as_named(
            petition=petition,
            group=get_group(slug=body.validated_data["group"], actor=self.actor),
            open_file=opener_of(file),
            name=file.name or "",
            columns=body.validated_data.get("columns"),
            actor=self.actor,
        )
        return _shown(row, status=202 if made else 200)


class ImportDetail(Endpoint):
    """State, progress and figures of an import."""

    needs = {"GET": "petitions:write"}

    @extend_schema(responses=ImportSerializer)
    def get(self, request: Request, public_id: UUID) -> Response:
        return _shown(get_import(public_id=public_id, actor=self.actor))


class ImportRejects(Endpoint):
    """The rows that could not be used, with line and reason, as a CSV for whoever sent them."""

    needs = {"GET": "petitions:write"}

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY})
    def get(self, request: Request, public_id: UUID) -> HttpResponseBase:
        row = get_import(public_id=public_id, actor=self.actor)
        name = f'attachment; filename="rejects-{row.public_id}.csv"'
        headers = {**REJECTS_HEADERS, "Content-Disposition": name}
        if request.method != "GET":
            return HttpResponse(headers=headers)
        record_rejects_read(signature_import=row, actor=self.actor)
        return StreamingHttpResponse(rejects_file(row), headers=headers)


class ImportUndo(Endpoint):
    """Takes an import back. What people decided themselves stays."""

    needs = {"POST": "petitions:write"}

    @extend_schema(request=None, responses={202: ImportSerializer})
    def post(self, request: Request, public_id: UUID) -> Response:
        row = get_import(public_id=public_id, actor=self.actor)
        return _shown(request_undo(signature_import=row, actor=self.actor), status=202)


def _require_small(request: Request) -> None:
    """Before anything is read. Raises TooLarge."""
    if announced_bytes(request._request) > LIST_BYTES + FORM_BYTES:
        raise too_large(gettext("A list may have at most 128 MB. Cut it into several."))


def _shown(row: SignatureImport, *, status: int = 200) -> Response:
    data: dict[str, Any] = ImportSerializer(row).data
    return Response(data, status=status)
