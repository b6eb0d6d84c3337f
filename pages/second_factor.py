"""The second factor of who works at the desk: of whom it is required, how it is kept, and which
sessions have passed it."""

import base64
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
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


def has_passed_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this session was begun, or made sure of, with more than a password; true also where
    the person has nothing more. Asked where it is required of anybody."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return True
    records = get_authentication_records(request, user)
    return any(one.get("method") == "mfa" for one in records) or not has_second_factor(user.pk)


# The library offers nothing else at this moment.
@receiver(authenticator_added)
def end_other_sessions(
    *, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    """Who sets one up has shown it in this session. All other sessions began with less, and whoever
    holds one may not be the person: they end."""
    if authenticator.type not in SECOND_FACTORS:
        return
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    request.session.save()  # the transaction may end after the response
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    for session in others:
        session.end()
    others.delete()


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
