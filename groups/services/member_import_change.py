"""Keeps what an import did to each member, sealed, so that it can be taken back."""

import json
import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from core.vault import Sealer
from groups.member_image import image_of, to_bytes
from groups.member_plan import Fate, Taken
from groups.models import ChangeKind, MemberChange, MemberImport, MemberImportRow

_KEEP = """
INSERT INTO groups_memberchange (id, member_import_id, member_id, kind, version, tags, sealed)
SELECT id, %(import)s, member_id, kind, version,
       ARRAY(SELECT jsonb_array_elements_text(tags)), sealed
FROM unnest(
    %(ids)s::uuid[], %(members)s::uuid[], %(kinds)s::text[], %(versions)s::int[],
    %(tags)s::jsonb[], %(sealed)s::bytea[]
  ) AS change (id, member_id, kind, version, tags, sealed)
"""


def keep_changes(member_import: MemberImport, sealer: Sealer, taken: Sequence[Taken]) -> None:
    """One row for each member that was made or changed; call it in the batch's transaction."""
    if not taken:
        return
    ids = [uuid.uuid4() for _ in taken]
    values: dict[str, Any] = {
        "import": member_import.pk,
        "ids": ids,
        "members": [one.listed.id for one in taken],
        "kinds": [ChangeKind.CHANGED if one.known else ChangeKind.NEW for one in taken],
        "versions": [one.known.version + 1 if one.known else 1 for one in taken],
        "tags": [json.dumps(one.tags) for one in taken],
        "sealed": [_image(sealer, pk, one) for pk, one in zip(ids, taken, strict=True)],
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)


def forget_changes(member_id: UUID) -> None:
    """Of who left or was erased nothing is kept for taking an import back either."""
    MemberChange.objects.filter(member_id=member_id).delete()
    MemberImportRow.objects.filter(member_id=member_id).delete()


def _image(sealer: Sealer, change_id: UUID, taken: Taken) -> bytes | None:
    known, plan = taken.known, taken.plan
    if known is None or known.person is None or plan.fate is not Fate.UPDATED:
        return None
    image = image_of(known.person, known.place, plan.person, plan.place)
    return sealer.seal(change_id, to_bytes(image))
