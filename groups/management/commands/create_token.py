"""Mints an API token for a person in a group."""

from argparse import ArgumentParser
from typing import Any

from accounts.models import User
from core.actors import SYSTEM
from core.commands import MusterCommand
from core.errors import NotFound
from groups.models import Group
from groups.scopes import SCOPES
from groups.services.token import DAYS, mint_token


class Command(MusterCommand):
    help = "Mints an API token and shows it once; each run makes another."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--group", required=True, help="slug")
        parser.add_argument(
            "--scopes", required=True, help="with commas between: " + ", ".join(sorted(SCOPES))
        )
        parser.add_argument("--days", type=int, default=DAYS, help=f"lifetime, {DAYS} by default")
        parser.add_argument("--name", default="", help="what it is for")

    def run(self, **options: Any) -> dict[str, Any]:
        user = User.objects.filter(email__iexact=options["email"]).first()
        group = Group.objects.filter(slug=options["group"]).first()
        if user is None:
            raise NotFound(f"There is no user {options['email']}.")
        if group is None:
            raise NotFound(f"There is no group {options['group']}.")
        minted = mint_token(
            user=user,
            group=group,
            scopes=[scope.strip() for scope in options["scopes"].split(",") if scope.strip()],
            actor=SYSTEM,
            name=options["name"],
            days=options["days"],
        )
        return {"token": minted.text}
