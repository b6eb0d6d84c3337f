"""The API of member imports: hand a list in, see what it would do, decide, take it back.

No answer names anybody: a token reads nobody. Rows are told by their lines.
"""

import io
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.serializer import StrictSerializer
from core.body_limit import announced_bytes
from core.preconditions import etag_of, version_in
from core.unlinked_upload import UnlinkedUpload
from groups.api.member_import_columns import ColumnsField, shown_columns
from groups.endpoint import Endpoint, ListEndpoint
from groups.lists.refusal import OpenFile, too_large
from groups.member_decision import Choice, ConsentRule, read_decision
from groups.member_import_figures import Figures
from groups.models import ImportStage, MemberImport, RowKind
from groups.selectors.group import get_group
from groups.selectors.member_import import get_member_import, member_imports_of
from groups.services.member_import import (
    LIST_BYTES,
    apply_member_import,
    undo_member_import,
)
from groups.services.member_import_columns import (
    name_member_columns,
    request_member_import_as_named,
)
from groups.services.member_import_expiry import discard_member_import

FORM_BYTES = 64 * 1024


class NewMemberImportSerializer(StrictSerializer):
    file = serializers.FileField(allow_empty_file=True, help_text="CSV, TSV or XLSX.")
    columns = ColumnsField(required=False)


class MemberImportColumnsSerializer(StrictSerializer):
    columns = ColumnsField()


class MemberImportDecisionSerializer(StrictSerializer):
    """What to do with the list."""

    conflicts = serializers.ChoiceField(
        choices=[choice.value for choice in Choice],
        default=Choice.LEAVE_OUT.value,
        help_text="How rows are settled that say another name or somebody else's phone.",
    )
    consent = serializers.ChoiceField(
        choices=[rule.value for rule in ConsentRule],
        default=ConsentRule.NONE.value,
        help_text="Whether a yes in the list's consent column is a consent.",
    )
    tags = serializers.ListField(child=serializers.CharField(max_length=200), default=list)
    lines = serializers.DictField(
        child=serializers.ChoiceField(choices=[choice.value for choice in Choice]),
        default=dict,
        help_text="Another choice for single conflicts, by line.",
    )


class FieldFiguresSerializer(serializers.Serializer):
    filled = serializers.IntegerField()
    changed = serializers.IntegerField()


class MemberFiguresSerializer(serializers.Serializer):
    """`rows` is the sum of the eight after it."""

    rows = serializers.IntegerField()
    new = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    left_out = serializers.IntegerField()
    conflicting = serializers.IntegerField()
    suppressed = serializers.IntegerField()
    repeated_in_file = serializers.IntegerField()
    rejected = serializers.IntegerField()
    tagged = serializers.IntegerField()
    consents = serializers.IntegerField()
    fields = serializers.DictField(child=FieldFiguresSerializer())  # type: ignore[assignment]  # what it is called


class MemberUndoFiguresSerializer(serializers.Serializer):
    removed = serializers.IntegerField()
    restored = serializers.IntegerField()
    kept = serializers.IntegerField()
    consents = serializers.IntegerField()


class MemberImportProgressSerializer(serializers.Serializer):
    """Rows of the present step; of undoing, the figures tell."""

    done = serializers.IntegerField(source="rows")
    total = serializers.IntegerField(source="rows_total")


class MemberImportSerializer(serializers.Serializer):
    """Where an import stands. `preview` is what it would do, `result` what it did."""

    id = serializers.UUIDField(source="public_id")
    group = serializers.SlugField(source="group.slug")
    state = serializers.ChoiceField(choices=ImportStage.choices, source="stage")
    progress = MemberImportProgressSerializer(source="*")
    preview = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()
    undone = serializers.SerializerMethodField()
    notices = serializers.DictField(
        child=serializers.IntegerField(), help_text="Cells left out of good rows, by code."
    )
    columns = serializers.SerializerMethodField()
    ignored_columns = serializers.ListField(
        child=serializers.CharField(), source="layout.ignored", default=list
    )
    error = serializers.CharField(source="last_error")
    created_at = serializers.DateTimeField()
    applied_at = serializers.DateTimeField(allow_null=True)
    kept_until = serializers.DateTimeField(
        allow_null=True, help_text="When the preview, or what undoing needs, is erased."
    )

    @extend_schema_field(ColumnsField)
    def get_columns(self, row: MemberImport) -> dict[str, str]:
        return shown_columns(row.layout)

    @extend_schema_field(MemberFiguresSerializer)
    def get_preview(self, row: MemberImport) -> dict[str, Any]:
        return Figures.from_json(row.preview).shown()

    @extend_schema_field(MemberFiguresSerializer(allow_null=True))
    def get_result(self, row: MemberImport) -> dict[str, Any] | None:
        return Figures.from_json(row.result).shown() if row.decision else None

    @extend_schema_field(MemberUndoFiguresSerializer(allow_null=True))
    def get_undone(self, row: MemberImport) -> dict[str, int] | None:
        return row.undone or None


class MemberImportRowSerializer(serializers.Serializer):
    """A row that needs a second look, by its line in the file."""

    line = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=RowKind.choices)
    reason = serializers.CharField()
    choice = serializers.CharField()


class MemberImportList(ListEndpoint):
    """A group's imports, latest first; hands a list in. The same file again is the same import:
    200."""

    needs = {"GET": "members:write", "POST": "members:write"}
    parser_classes = [MultiPartParser]
    ordering = "-pk"

    @extend_schema(responses=MemberImportSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        group = get_group(slug=slug, actor=self.actor)
        rows = member_imports_of(group=group, actor=self.actor)
        return self.pages(rows, MemberImportSerializer)

    @extend_schema(
        request={"multipart/form-data": NewMemberImportSerializer},
        responses={202: MemberImportSerializer, 200: MemberImportSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        if announced_bytes(request._request) > LIST_BYTES + FORM_BYTES:
            raise too_large(gettext("A list may have at most 128 MB. Cut it into several."))
        group = get_group(slug=slug, actor=self.actor)
        body = NewMemberImportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        file: UploadedFile = body.validated_data["file"]
        row, made = request_member_import_as_named(
            group=group,
            open_file=_opener(file),
            name=file.name or "",
            columns=body.validated_data.get("columns"),
            actor=self.actor,
        )
        return _shown(row, status=202 if made else 200)


class _OneImport(Endpoint):
    def row(self, slug: str, public_id: UUID) -> MemberImport:
        group = get_group(slug=slug, actor=self.actor)
        return get_member_import(group=group, public_id=public_id, actor=self.actor)


class MemberImportDetail(_OneImport):
    """State, progress and figures of an import; DELETE discards a preview with its file."""

    needs = {"GET": "members:write", "DELETE": "members:write"}

    @extend_schema(responses=MemberImportSerializer)
    def get(self, request: Request, slug: str, public_id: UUID) -> Response:
        return _shown(self.row(slug, public_id))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str, public_id: UUID) -> Response:
        discard_member_import(member_import=self.row(slug, public_id), actor=self.actor)
        return Response(status=204)


class MemberImportRows(_OneImport, ListEndpoint):
    """Rejected, repeated and conflicting rows by line, without anybody's data."""

    needs = {"GET": "members:write"}
    ordering = "line"

    @extend_schema(responses=MemberImportRowSerializer(many=True))
    def get(self, request: Request, slug: str, public_id: UUID) -> Response:
        rows = self.row(slug, public_id).listed_rows.all()
        return self.pages(rows, MemberImportRowSerializer)


class MemberImportColumns(_OneImport):
    """Says what the columns hold; the list is looked through again. The same again changes
    nothing."""

    needs = {"POST": "members:write"}
    versioned = frozenset({"POST"})
    parser_classes = [JSONParser]

    @extend_schema(request=MemberImportColumnsSerializer, responses={202: MemberImportSerializer})
    def post(self, request: Request, slug: str, public_id: UUID) -> Response:
        row = self.row(slug, public_id)
        version = version_in(request.headers.get("If-Match"))
        body = MemberImportColumnsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = name_member_columns(
            member_import=row,
            chosen=body.validated_data["columns"],
            version=version,
            actor=self.actor,
        )
        return _shown(row, status=202)


class MemberImportApply(_OneImport):
    """The steward decides; the list is taken in so. The same decision again changes nothing."""

    needs = {"POST": "members:write"}
    parser_classes = [JSONParser]

    @extend_schema(request=MemberImportDecisionSerializer, responses={202: MemberImportSerializer})
    def post(self, request: Request, slug: str, public_id: UUID) -> Response:
        row = self.row(slug, public_id)
        body = MemberImportDecisionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        decision = read_decision(body.validated_data)
        row = apply_member_import(member_import=row, decision=decision, actor=self.actor)
        return _shown(row, status=202)


class MemberImportUndo(_OneImport):
    """Takes an import back. What people and stewards did since stays."""

    needs = {"POST": "members:write"}

    @extend_schema(request=None, responses={202: MemberImportSerializer})
    def post(self, request: Request, slug: str, public_id: UUID) -> Response:
        row = undo_member_import(member_import=self.row(slug, public_id), actor=self.actor)
        return _shown(row, status=202)


def _opener(file: UploadedFile) -> OpenFile:
    """Opens the upload as often as it takes: it is read through before it is kept."""
    if isinstance(file, UnlinkedUpload):
        return file.open_again
    content = file.read()
    return lambda: io.BytesIO(content)


def _shown(row: MemberImport, *, status: int = 200) -> Response:
    data: dict[str, Any] = MemberImportSerializer(row).data
    etag = etag_of(row.layout.get("version", 0), shown=f"{row.stage}-{row.rows}")
    return Response(data, status=status, headers={"ETag": etag})
