"""The SQL that seals a bundle: who is in, in which part, and the waterfall of the same moment."""

from petitions.cells import CELL_COLUMNS, COUNTED_SQL, deliverable
from petitions.models.bundle import Split
from petitions.selectors.truth import TRUTH

# Byte order, so that parts do not depend on the database's language.
PLACE = 'country COLLATE "C", region COLLATE "C"'
PART_OF: dict[str, str] = {
    Split.NONE: "1",
    Split.STATE: f"dense_rank() OVER (PARTITION BY listed ORDER BY {PLACE})",
    Split.CITY: f'dense_rank() OVER (PARTITION BY listed ORDER BY {PLACE}, city COLLATE "C")',
    Split.COUNT: (
        f'(row_number() OVER (PARTITION BY listed ORDER BY {PLACE}, city COLLATE "C", id) - 1)'
        " / %(per_part)s + 1"
    ),
}

PART_ORDER = """
SELECT part, min(country), min(region), min(city), count(*) FROM petitions_bundleentry
WHERE bundle_id = %s AND part > 0 GROUP BY part ORDER BY part
"""


def seal_sql(split: Split) -> str:
    """Freezes the entries and answers rows (kind, deliverable, n): `not_shown`, `no_name`, and
    `state:...` for the waterfall.

    Takes petition, bundle, ancestors (ids), names (whether any may be shown) and per_part.
    """
    # Just after a bundle the table's statistics do not know of it: a NOT EXISTS, or a condition on
    # the plain bundle_id, is then planned to read the whole earlier bundle for each signature,
    # which takes minutes. This can only ask the index that begins with signature_id, once a row.
    return f"""
WITH chosen AS (
    SELECT s.id, s.country, s.region, s.city, s.sealed, s.named,
        ({deliverable("s")} AND %(names)s) AS listed
    FROM petitions_signature s
    WHERE s.petition_id = %(petition)s AND s.state IN {COUNTED_SQL} AND (
        SELECT e.bundle_id FROM petitions_bundleentry e
        WHERE e.signature_id = s.id AND e.bundle_id + 0 = ANY(%(ancestors)s::bigint[])
        LIMIT 1
    ) IS NULL
), frozen AS (
    INSERT INTO petitions_bundleentry
        (bundle_id, part, signature_id, country, region, city, sealed)
    SELECT %(bundle)s, CASE WHEN listed THEN {PART_OF[split]} ELSE 0 END,
        id, country, region, city, CASE WHEN listed THEN sealed END
    FROM chosen
)
SELECT CASE WHEN named THEN 'not_shown' ELSE 'no_name' END, false, count(*)
FROM chosen WHERE NOT listed GROUP BY 1
UNION ALL
SELECT 'state:' || state, deliverable, sum(n)::bigint
FROM ({TRUTH}) AS truth ({CELL_COLUMNS}, n) GROUP BY 1, 2
"""  # noqa: S608 (no input)
