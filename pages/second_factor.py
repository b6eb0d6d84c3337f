"""The second factor of who works at the desk: of whom it is required, and how it is kept."""

import base64
from uuid import UUID

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.selectors.user import SECOND_FACTORS, has_second_factor
from campaign.selectors.campaign import leads_any
from core import vault
from core.actors import Actor
from groups.models import Role
from groups.selectors.staff import standing_of

SECRETS = UUID("8f1d3c52-6a0e-4b57-9d5e-2f6c0a9b7e11")  # what sealed secrets are sealed for


def must_set_up_second_factor(actor: Actor) -> bool:
    """Whether the person's roles require one and there is none. Asked anew for each page: who has
    one may remove it before a role comes that requires it."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    if actor.user_id is not None and has_second_factor(actor.user_id):
        return False
    return is_required_of(actor)


def is_required_of(actor: Actor) -> bool:
    """Of stewards, coordinators, coalition leads and platform administrators."""
    standing = standing_of(actor)
    return (
        standing.is_platform_admin
        or standing.holds_anywhere(Role.STEWARD, Role.COORDINATOR)
        or leads_any(standing)
    )


class SealedFactors(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are sealed under the platform's key."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(vault.seal(vault.PLATFORM, SECRETS, text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = base64.b64decode(encrypted_text)
        return vault.unseal(vault.PLATFORM, SECRETS, sealed).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one stays while a role requires it: add another first."""
        if not settings.SECOND_FACTOR_REQUIRED or authenticator.type not in SECOND_FACTORS:
            return True
        user = authenticator.user
        others = Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS)
        if others.exclude(pk=authenticator.pk).exists():
            return True
        return not is_required_of(Actor(user_id=user.pk, is_platform_admin=user.is_superuser))
