"""The canonical rules in force, kept in this process for a minute."""

import time

from groups.identity import DEFAULT_RULES, CanonicalRules, DomainRule
from groups.models import CanonicalRule

KEPT_SECONDS = 60.0
_kept: tuple[float, CanonicalRules] = (0.0, DEFAULT_RULES)


def canonical_rules() -> CanonicalRules:
    """The rules of the table, which a migration fills; the same built in where it was emptied."""
    global _kept
    if _kept[0] < time.monotonic():
        _kept = (time.monotonic() + KEPT_SECONDS, _read())
    return _kept[1]


def _read() -> CanonicalRules:
    rules = {
        row.domain: DomainRule(row.becomes, row.drop_dots, row.drop_tag)
        for row in CanonicalRule.objects.all()
    }
    return CanonicalRules(rules) if rules else DEFAULT_RULES
