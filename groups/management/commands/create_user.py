"""Makes a user and gives roles. Here and not in `accounts`, since roles belong to groups."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.db import transaction

from accounts.services.user import create_user, first_password_link
from core.actors import SYSTEM
from core.commands import BadArguments, MusterCommand
from core.errors import NotFound
from groups.models import Group, Role
from groups.services.staff import add_staff


class Command(MusterCommand):
    help = (
        "Makes a user with roles in groups; harmless when there is one. Prints an address at "
        "which the person sets a first password, unless one comes on standard input "
        "(--password-stdin): never as an argument, which others can see."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--staff", action="append", default=[], metavar="GROUP:ROLE")
        parser.add_argument("--superuser", action="store_true", help="platform administrator")
        parser.add_argument("--password-stdin", action="store_true")

    def run(self, **options: Any) -> dict[str, Any]:
        posts = [_post(text) for text in options["staff"]]
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else None
        with transaction.atomic():
            user = create_user(
                email=options["email"],
                actor=SYSTEM,
                password=password,
                is_platform_admin=options["superuser"],
            )
            for slug, role in posts:
                add_staff(user=user, group=_group(slug), role=role, actor=SYSTEM)
        if user.has_usable_password():
            return {"email": user.email}
        return {"email": user.email, "set_password": first_password_link(user)}


def _post(text: str) -> tuple[str, Role]:
    slug, colon, role = text.partition(":")
    if not (slug and colon and role in Role.values):
        raise BadArguments(f"--staff {text}: write GROUP:ROLE, with {', '.join(Role.values)}")
    return slug, Role(role)


def _group(slug: str) -> Group:
    group = Group.objects.filter(slug=slug).first()
    if group is None:
        raise NotFound(f"There is no group {slug}; make it with create_group.")
    return group
