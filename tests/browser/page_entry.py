"""One line of the table of pages that are looked at in a browser."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from accounts.models import User
from tests.scene import Scene

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Place:
    """A page that stands: its address, who is signed in there, what is done before it is looked
    at, and the status that it answers with."""

    path: str
    user: User | None = None
    act: Act | None = None
    status: int = 200


@dataclass(frozen=True)
class PageEntry:
    """A page of the scene: its name (also that of its screenshots), its address, who is signed in
    (nobody, where `signed_in` is None), what is done there before it is looked at, and the status
    that its address answers with."""

    name: str
    path: Callable[[Scene], str]
    signed_in: Callable[[Scene], User] | None = None
    act: Act | None = None
    status: int = 200

    def __str__(self) -> str:
        return self.name

    def place(self, scene: Scene) -> Place:
        """The page, once the scene stands."""
        user = self.signed_in(scene) if self.signed_in else None
        return Place(self.path(scene), user, self.act, self.status)
