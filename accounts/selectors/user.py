"""Reads what is known of the people who sign in, beside their rows."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.models import User

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def with_second_factor(user_ids: Collection[int]) -> frozenset[int]:
    """Those of the users who sign in with an authenticator app or a passkey."""
    rows = Authenticator.objects.filter(user__in=user_ids, type__in=SECOND_FACTORS)
    return frozenset(rows.values_list("user_id", flat=True))


def has_second_factor(user_id: int) -> bool:
    """Whether the user has set up an authenticator app or a passkey."""
    return user_id in with_second_factor([user_id])


def owns_address(user: User, address: str) -> bool:
    """Whether the user proved to receive mail at the address."""
    rows = EmailAddress.objects.filter(user=user, email__iexact=address, verified=True)
    return bool(rows.exists())


def has_account(address: str) -> bool:
    """Whether somebody signs in with the address. For its owner alone to know."""
    return User.objects.filter(email__iexact=address).exists()
