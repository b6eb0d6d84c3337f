"""Who visits the desk's pages of actions and events, and what they find there."""

import re
from typing import Any

from django.test import Client

from accounts.models import User
from groups.models import Role
from tests.stories import Coalition, a_person, coalition_of, platform_admin


def signed_in(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


def visitor(story: Coalition, who: str) -> Client:
    """`host_ROLE` of the partner that hosts (group 1), `lead_ROLE`, `other_ROLE` of another partner
    (group 2), `foreign` of a campaign of their own, `admin`, `nobody` without a role."""
    if who == "admin":
        return signed_in(platform_admin())
    if who == "nobody":
        return signed_in(a_person())
    if who == "foreign":
        return signed_in(coalition_of(1).person())
    side, _, role = who.partition("_")
    group = {"lead": 0, "host": 1, "other": 2}[side]
    return signed_in(story.person(group=group, role=Role(role)))


ROLES = ("organizer", "steward", "coordinator")
EVERYONE = (
    *(f"{side}_{role}" for side in ("host", "lead", "other") for role in ROLES),
    "admin",
    "foreign",
    "nobody",
)


def statuses(story: Coalition, path: str, method: str = "get", **data: str) -> dict[str, int]:
    """What each visitor is answered."""
    found = {}
    for who in EVERYONE:
        client = visitor(story, who)
        found[who] = getattr(client, method)(path, data).status_code
    return found


def expected(ok: int, *, refused: int = 404, for_: tuple[str, ...]) -> dict[str, int]:
    """`ok` for those whose names begin so, `refused` for all others."""
    return {who: ok if who.startswith(for_) else refused for who in EVERYONE}


def words(page: Any) -> str:
    """The words of the main part of a page, blanks joined."""
    [main] = re.findall(r"<main.*?</main>", page.content.decode(), re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def tiles(page: Any) -> dict[str, str]:
    """The large figures of a page by their names."""
    [part] = re.findall(r'<dl class="tiles">.*?</dl>', page.content.decode(), re.S)
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", part, re.S)
    return {name: re.sub(r"<[^>]+>", "", value).strip() for name, value in found}


def summary(page: Any) -> list[tuple[str, str]]:
    """Address and words of each entry of the error summary."""
    [part] = re.findall(r'<div class="error-summary".*?</div>', page.content.decode(), re.S)
    return re.findall(r'<li><a href="#f-([^"]+)">(.*?)</a></li>', part)


def values(page: Any) -> dict[str, str]:
    """What stands in the inputs of one line and the hidden ones, by name."""
    inputs = re.findall(
        r'<input[^>]*? name="([\w.]+)"[^>]*? value="([^"]*)"', page.content.decode()
    )
    return {name: value for name, value in inputs if name != "csrfmiddlewaretoken"}
