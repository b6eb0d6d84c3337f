"""The words of exports of members at the desk."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from groups.models import ExportFormat, ExportStage
from pages.member_words import FIELDS, SOURCES

STAGES: dict[str, Promise] = {
    ExportStage.REQUESTED: _("Waits for approval"),
    ExportStage.REFUSED: _("Refused"),
    ExportStage.LAPSED: _("Lapsed"),
    ExportStage.BUILDING: _("Being made"),
    ExportStage.READY: _("Ready"),
    ExportStage.DOWNLOADED: _("Downloaded"),
    ExportStage.EXPIRED: _("Expired"),
    ExportStage.FAILED: _("Could not be made"),
}
FORMATS: dict[str, Promise] = {
    ExportFormat.CSV: _("CSV, for every program"),
    ExportFormat.XLSX: _("XLSX, a workbook of at most 50,000 people"),
}
COLUMNS: dict[str, Promise] = {
    **{
        name: FIELDS[name]
        for name in (
            "given_name", "family_name", "email", "phone", "street", "postal_code", "language",
            "city", "region", "country", "tags",
        )
    },
    "consented": _("Whether they agreed to hear from the group"),
    "source": _("What they came by"),
    "since": _("Since when they are on the list"),
}  # fmt: skip


def wanted_words(wanted: Mapping[str, Any]) -> list[tuple[Promise, str]]:
    """The filter of an export as lines; none where it is the whole list."""
    agreed: dict[object, str] = {True: _now("yes"), False: _now("no")}
    source = SOURCES.get(wanted.get("source_kind", ""), "")
    lines = [
        (FIELDS["region"], wanted.get("region", "")),
        (FIELDS["city"], wanted.get("city", "")),
        (_("Tag"), wanted.get("tag", "")),
        (COLUMNS["consented"], agreed.get(wanted.get("consented"), "")),
        (_("Came by"), str(source)),
    ]
    return [(label, value) for label, value in lines if value]
