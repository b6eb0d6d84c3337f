"""Who does something: a person, a token of a person, or the system. Not what they may do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """`scopes` is None for a person signed in, a set for a token; `group_id` the token's group.

    `is_system` marks an operator's command or a worker: whoever has the machine's shell.
    """

    user_id: int | None = None
    token_id: int | None = None
    group_id: int | None = None
    scopes: frozenset[str] | None = None
    is_platform_admin: bool = False
    is_system: bool = False

    @property
    def is_anonymous(self) -> bool:
        """Nobody signed in: the public."""
        return self.user_id is None and not self.is_system


ANYONE = Actor()
SYSTEM = Actor(is_system=True)
