"""One line of the table of pages that are looked at in a browser."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from accounts.models import User
from tests.scene import Scene


@dataclass(frozen=True)
class PageEntry:
    """A page: its name (also that of its screenshots), its address in the scene, who is signed in
    (nobody, where `signed_in` is None), what is done there before it is looked at, and the status
    that its address answers with."""

    name: str
    path: Callable[[Scene], str]
    signed_in: Callable[[Scene], User] | None = None
    act: Callable[[Page], None] | None = None
    status: int = 200

    def __str__(self) -> str:
        return self.name
