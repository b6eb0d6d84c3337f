"""What each role may put into a token."""

import pytest

from groups.models import Role
from groups.scopes import PLATFORM_ADMIN_SCOPES, SCOPES, SCOPES_OF_ROLE, grantable

ALL_STAFF = {
    "audit:read",
    "campaigns:read",
    "events:read",
    "groups:read",
    "members:count",
    "petitions:read",
    "petitions:write",
    "rsvps:count",
    "rsvps:create",
    "signatures:count",
    "signatures:create",
}


@pytest.mark.parametrize(
    ("role", "more"),
    [
        (Role.ORGANIZER, {"events:write"}),
        (Role.STEWARD, {"members:write"}),
        (Role.COORDINATOR, {"campaigns:write", "events:write"}),
    ],
)
def test_scopes_of_a_role(role: Role, more: set[str]) -> None:
    assert SCOPES_OF_ROLE[role] == ALL_STAFF | more


def test_several_roles_add_up_to_all_there_are() -> None:
    assert grantable(roles=Role.values, is_platform_admin=False) == SCOPES


def test_a_platform_administrator_reads_and_counts() -> None:
    assert {
        "audit:read",
        "campaigns:read",
        "events:read",
        "groups:read",
        "members:count",
        "petitions:read",
        "rsvps:count",
        "signatures:count",
    } == PLATFORM_ADMIN_SCOPES
    assert grantable(roles=[], is_platform_admin=True) == PLATFORM_ADMIN_SCOPES


def test_nobody_may_hold_nothing_else() -> None:
    assert grantable(roles=[], is_platform_admin=False) == frozenset()
