"""The truth about a petition's counts, from the signatures, receipts and imports themselves.

Reads every row of the petition (about a second per million), so it serves audits, not pages.
"""

from django.db import connection

from petitions.cells import (
    CELL_COLUMNS,
    receipt_cell,
    rejected_cell,
    repeat_cell,
    signature_cell,
)
from petitions.models import Petition
from petitions.waterfall import Waterfall, add_up

# One row (cell, n) for each thing there is; takes the parameter `petition`.
TRUTH = f"""
    SELECT {signature_cell("s")}, 1
    FROM petitions_signature s WHERE s.petition_id = %(petition)s
    UNION ALL
    SELECT {repeat_cell("s")}, s.repeats
    FROM petitions_signature s WHERE s.petition_id = %(petition)s AND s.repeats > 0
    UNION ALL
    SELECT {receipt_cell("r", "o.petition_id")}, r.times
    FROM petitions_receipt r JOIN petitions_source o ON o.id = r.source_id
    WHERE o.petition_id = %(petition)s
    UNION ALL
    SELECT {rejected_cell("i")}, i.rejected
    FROM petitions_signatureimport i
    WHERE i.petition_id = %(petition)s AND i.undone_at IS NULL AND i.rejected > 0
"""  # noqa: S608 (no input)


def truth(petition: Petition) -> Waterfall:
    """The waterfall as the rows themselves tell it now."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT state, deliverable, sum(n)
                FROM ({TRUTH}) AS truth ({CELL_COLUMNS}, n) GROUP BY 1, 2""",  # noqa: S608 (our own constants)
            {"petition": petition.pk},
        )
        return add_up(cursor.fetchall(), display_rule=petition.display_rule)
