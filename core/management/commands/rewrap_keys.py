"""Wraps all data keys under the newest key-encryption key."""

from typing import Any

from core import vault
from core.commands import MusterCommand


class Command(MusterCommand):
    help = "Wrap every data key under the first key of VAULT_KEYS; the data itself stays as it is."

    def run(self, **options: Any) -> dict[str, int]:
        """{"rewrapped"}: how many data keys another key had wrapped before."""
        return {"rewrapped": vault.rewrap_all()}
