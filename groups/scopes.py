"""What a token may be good for, and the most that each role may put into one. Pure.

A scope opens a kind of endpoint; the role still decides at each of them (`groups.policies`).
"""

from collections.abc import Iterable

from groups.models import Role

SCOPES: frozenset[str] = frozenset(
    {
        "campaigns:read",
        "campaigns:write",
        "petitions:read",
        "petitions:write",
        "signatures:create",
        "signatures:count",
        "events:read",
        "events:write",
        "rsvps:create",
        "rsvps:count",
        "members:write",
        "members:count",
        "groups:read",
        "audit:read",
    }
)
_EVERY_STAFF = SCOPES - {"campaigns:write", "events:write", "members:write"}
SCOPES_OF_ROLE: dict[str, frozenset[str]] = {
    Role.ORGANIZER: _EVERY_STAFF | {"events:write"},
    # petitions:write lets a steward seal bundles; petitions themselves are the organizers'.
    Role.STEWARD: _EVERY_STAFF | {"members:write"},
    Role.COORDINATOR: _EVERY_STAFF | {"campaigns:write", "events:write"},
}
PLATFORM_ADMIN_SCOPES: frozenset[str] = frozenset(
    scope for scope in SCOPES if scope.endswith((":read", ":count"))
)


def grantable(*, roles: Iterable[str], is_platform_admin: bool) -> frozenset[str]:
    """The scopes that a person with these roles in the token's group may hold."""
    granted = PLATFORM_ADMIN_SCOPES if is_platform_admin else frozenset()
    return granted.union(*(SCOPES_OF_ROLE[role] for role in roles))
