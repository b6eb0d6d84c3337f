"""The seeded rules are the project's own."""

from importlib import import_module

from groups.identity import DEFAULT_RULES, DomainRule


def test_a_new_database_reads_addresses_by_the_projects_own_rules() -> None:
    seeded = import_module("petitions.migrations.0006_canonical_rules").RULES
    rules = {domain: DomainRule(*rule) for domain, *rule in seeded}
    assert rules == DEFAULT_RULES.by_domain
