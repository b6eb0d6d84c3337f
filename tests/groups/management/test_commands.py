"""create_group, create_user and create_token as an operator runs them."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from groups.models import Group, Staff
from groups.services.token import use_token
from tests.stories import a_group

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Any:
    """The command's JSON."""
    out = io.StringIO()
    call_command(*arguments, "--json", stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def roles(email: str) -> list[tuple[str, str]]:
    rows = Staff.objects.filter(user__email=email).order_by("pk")
    return list(rows.values_list("group__slug", "role"))


def test_a_group_is_made_once() -> None:
    assert run("create_group", "north", "--name", "North") == {"slug": "north"}
    assert run("create_group", "north", "--name", "Renamed") == {"slug": "north"}
    assert list(Group.objects.values_list("slug", "name")) == [("north", "North")]


@pytest.mark.parametrize("slug", ["North", "a b", "-a", "a--b", "api", "ü", "x" * 61])
def test_a_slug_that_cannot_be(slug: str) -> None:
    with pytest.raises(CommandError) as refused:
        run("create_group", "--name", "North", "--", slug)
    assert refused.value.returncode == 1
    assert not Group.objects.exists()


def test_a_user_gets_roles_and_a_link_for_the_first_password() -> None:
    a_group("north")
    a_group("south")
    both = ("--staff", "north:coordinator", "--staff", "south:steward")
    first = run("create_user", "ann@staff.example", *both)
    assert first["email"] == "ann@staff.example"
    assert first["set_password"].startswith("http://localhost:8000/accounts/password/reset/key/")
    run("create_user", "ANN@staff.example", *both)
    assert roles("ann@staff.example") == [("north", "coordinator"), ("south", "steward")]
    assert User.objects.count() == 1


def test_nothing_is_done_for_a_group_that_is_not_there() -> None:
    a_group("north")
    with pytest.raises(CommandError) as refused:
        run("create_user", "ann@staff.example", "--staff", "north:steward", "--staff", "no:steward")
    assert refused.value.returncode == 1
    assert not User.objects.exists()


@pytest.mark.parametrize("post", ["north", "north:boss", ":steward", "north:"])
def test_a_role_that_cannot_be(post: str) -> None:
    with pytest.raises(CommandError) as refused:
        run("create_user", "ann@staff.example", "--staff", post)
    assert refused.value.returncode == 2


def test_a_first_password_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\n"))
    assert run("create_user", "ann@staff.example", "--password-stdin") == {
        "email": "ann@staff.example"
    }
    assert User.objects.get().check_password("correct horse battery")


def test_a_platform_administrator() -> None:
    run("create_user", "ann@staff.example", "--superuser")
    run("create_user", "ann@staff.example")
    assert User.objects.get().is_superuser


def test_a_token_works() -> None:
    a_group("north")
    run("create_user", "ann@staff.example", "--staff", "north:organizer")
    scopes = "petitions:read,signatures:count"
    made = run("create_token", "ann@staff.example", "--group", "north", "--scopes", scopes)
    user, actor = use_token(made["token"])
    assert (user.email, actor.scopes) == (
        "ann@staff.example",
        frozenset({"petitions:read", "signatures:count"}),
    )


@pytest.mark.parametrize(
    ("email", "group", "scopes", "code"),
    [
        ("ann@staff.example", "north", "members:write", 1),
        ("ann@staff.example", "north", "everything", 2),
        ("ann@staff.example", "south", "petitions:read", 1),
        ("bob@staff.example", "north", "petitions:read", 1),
    ],
    ids=["beyond the role", "unknown scope", "unknown group", "unknown person"],
)
def test_a_token_that_is_refused(email: str, group: str, scopes: str, code: int) -> None:
    a_group("north")
    run("create_user", "ann@staff.example", "--staff", "north:organizer")
    with pytest.raises(CommandError) as refused:
        run("create_token", email, "--group", group, "--scopes", scopes)
    assert refused.value.returncode == code
