"""Member imports as the permission matrix needs them: in a state, without work done on them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.models.duty import DutyState
from groups.member_decision import Decision
from groups.models import Group, ImportStep, MemberImport, RowKind


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
        layout={"ignored": [planted]},
        kept_until=timezone.now() + timedelta(days=1),
        **facts,
    )
    row.listed_rows.create(line=2, kind=RowKind.CONFLICTING, reason="name", sealed=planted.encode())
    return {"slug": group.slug, "public_id": str(row.public_id)}
