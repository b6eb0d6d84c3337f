"""How sign-in differs from allauth's defaults: nobody signs up by themselves, and tries are
counted by our own limiter, which goes on when Redis is away."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from core.client_address import client_address, client_network
from core.throttle import Limit, require_within

LONGEST_PASSWORD = 1024  # hashing a book for a stranger is work that only we would do
# One account's tries are few and come back within minutes: slow for a guesser, no lock-out.
PER_ACCOUNT = Limit("sign-in.account", count=10, seconds=300)
# An office shares its network; one password tried on a thousand accounts is stopped all the same.
PER_NETWORK = Limit("sign-in.network", count=60, seconds=600)


class ClosedSignUp(DefaultAccountAdapter):
    """Users are made by `create_user` or an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(client_address(request) or "")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Raises TooManyRequests, the same for an account that does not exist."""
        account = str(credentials.get("email", "")).strip().lower()
        require_within((PER_ACCOUNT, account), (PER_NETWORK, client_network(request)))
        if len(str(credentials.get("password", ""))) > LONGEST_PASSWORD:
            raise self.validation_error("email_password_mismatch")

    def _rollback_login_failed_rl_usage(self) -> None:
        """allauth gives a use back after success; ours come back by time."""
