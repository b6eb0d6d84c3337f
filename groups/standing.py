"""The roles that an actor holds at this moment. Pure: read by `groups.selectors.staff`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from groups.models import Role


@dataclass(frozen=True)
class Standing:
    """`roles` by group id. A token's standing has its own group only. The system may do all."""

    roles: Mapping[int, frozenset[str]] = field(default_factory=dict)
    is_platform_admin: bool = False
    is_system: bool = False

    @property
    def group_ids(self) -> frozenset[int]:
        """The groups in which the actor has any role."""
        return frozenset(self.roles)

    def holds(self, group_id: int, *wanted: Role) -> bool:
        """Whether one of the wanted roles is held in the group."""
        return self.is_system or not self.roles.get(group_id, frozenset()).isdisjoint(wanted)

    def works_in(self, group_id: int) -> bool:
        """Whether any role is held in the group."""
        return self.is_system or bool(self.roles.get(group_id))

    def holds_anywhere(self, *wanted: Role) -> bool:
        """Whether one of the wanted roles is held in any group."""
        return any(self.holds(group_id, *wanted) for group_id in self.roles)
