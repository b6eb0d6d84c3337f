"""Member imports as the permission matrix needs them: in a state, without work done on them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.models.duty import DutyState
from groups.lists.column_names import Column
from groups.lists.dates import DateOrder
from groups.lists.file_kind import FileKind
from groups.lists.layout import Layout
from groups.member_decision import Decision
from groups.models import Group, ImportStep, MemberImport, RowKind

A_LAYOUT = Layout(
    kind=FileKind.TEXT,
    encoding="utf-8",
    delimiter=",",
    header_line=1,
    width=1,
    columns={Column.EMAIL: 0},
    ignored=(),
    date_order=DateOrder.MONTH_FIRST,
    rows=0,
)


def a_previewed_list(group: Group, *, planted: str) -> dict[str, str]:
    """The names that its address holds."""
    return _a_list(group, planted, step=ImportStep.PREVIEW)


def an_applied_list(group: Group, *, planted: str) -> dict[str, str]:
    return _a_list(group, planted, step=ImportStep.APPLY, decision=Decision().as_json())


def _a_list(group: Group, planted: str, **facts: Any) -> dict[str, str]:
    row = MemberImport.objects.create(
        group=group,
        sha256=bytes(32),
        state=DutyState.DONE,
        rows_total=0,
        layout=replace(A_LAYOUT, ignored=(planted,)).as_json(),
        kept_until=timezone.now() + timedelta(days=1),
        **facts,
    )
    row.listed_rows.create(line=2, kind=RowKind.CONFLICTING, reason="name", sealed=planted.encode())
    return {"slug": group.slug, "public_id": str(row.public_id)}
