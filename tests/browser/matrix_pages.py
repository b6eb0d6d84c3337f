"""The pages of the desk as `config/page_permissions.toml` states them: a page that is added there
is looked at here, in each state that the file tells apart, as one of those who may open it."""

from dataclasses import dataclass
from typing import Any

from tests.browser.page_entry import Place
from tests.config.page_matrix import PAGES, expectations, path_of
from tests.page_scenes import PAGE_OBJECTS
from tests.permission_scenes import World

# Addresses that answer with a file or with a part of a page.
NO_PAGES = {
    "desk-action-turnout-csv", "desk-bundle-download", "desk-bundle-progress",
    "desk-import-progress", "desk-import-rejects", "desk-member-import-rejects",
    "desk-petition-counts", "desk-petition-figures",
}  # fmt: skip
# Who sees most is asked first.
VIEWERS = (
    "lead_coordinator", "lead_steward", "lead_organizer", "coordinator", "steward", "organizer",
    "admin",
)  # fmt: skip


@dataclass(frozen=True)
class MatrixPage:
    """One page on one kind of object, seen by one role."""

    page: dict[str, Any]
    viewer: str

    @property
    def name(self) -> str:
        """Also that of its screenshots."""
        kind = self.page["object"].replace(" ", "-")
        return self.page["route"] if kind == "nothing" else f"{self.page['route']}-of-{kind}"

    def place(self, world: World) -> Place:
        """The page, with an object made for it."""
        names = PAGE_OBJECTS[self.page["object"]](world, self.viewer, "own")
        return Place(path_of(self.page, names), world.people[self.viewer])


def _viewer(page: dict[str, Any]) -> str:
    """The first who may open it; nobody for an address that only leads elsewhere."""
    stated = expectations(page)
    return next((role for role in VIEWERS if stated[role].get("own") == 200), "")


_PAGES = (
    MatrixPage(page, viewer)
    for page in PAGES
    if page["method"] == "GET" and page["route"] not in NO_PAGES and (viewer := _viewer(page))
)
MATRIX_PAGES = {page.name: page for page in _PAGES}
