"""Mints, uses and revokes API tokens."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from core.actors import Actor
from core.errors import Forbidden, Invalid, Unauthenticated
from core.services.audit_entry import record
from groups.bearer import SHOWN, digest_of, is_well_formed, new_bearer
from groups.models import Group, Staff, Token
from groups.scopes import SCOPES, grantable

DAYS = 90
MOST_DAYS = 366


@dataclass(frozen=True)
class Minted:
    """A new token and its text, which is shown once and kept nowhere."""

    token: Token
    text: str


def mint_token(
    *,
    user: User,
    group: Group,
    scopes: Collection[str],
    actor: Actor,
    name: str = "",
    days: int = DAYS,
) -> Minted:
    """Makes a token for the user in the group, good for `days`.

    By the user or the operator. Raises Invalid for unknown scopes or a time out of range,
    Forbidden for more than the user's roles, or the token it is minted with, allow. What a
    token mints ends no later than the token itself, by time or by being revoked.
    """
    _require_own(user, group, actor)
    wanted = _known(scopes)
    _require_within(wanted, user=user, group=group, actor=actor)
    text = new_bearer()
    with transaction.atomic():
        parent = _locked_parent(actor)
        token = Token.objects.create(
            user=user,
            group=group,
            parent=parent,
            name=name,
            digest=digest_of(text),
            prefix=text[:SHOWN],
            scopes=sorted(wanted),
            expires_at=_end(days, parent),
        )
        record(
            actor=actor,
            action="token.minted",
            subject=token,
            group_id=group.pk,
            detail={"scopes": token.scopes, "user": user.pk},
        )
    return Minted(token, text)


def revoke_token(*, token: Token, actor: Actor) -> None:
    """Ends the token, and what was minted with it, at once. By its owner or the operator."""
    _require_own(token.user, token.group, actor)
    with transaction.atomic():
        ending = list(Token.objects.select_for_update().filter(pk=token.pk, revoked_at=None))
        while ending:
            ids = [row.pk for row in ending]
            Token.objects.filter(pk__in=ids).update(revoked_at=timezone.now())
            children = Token.objects.select_for_update().filter(parent__in=ids)
            ending = list(children.filter(revoked_at=None))
        record(actor=actor, action="token.revoked", subject=token, group_id=token.group_id)


def use_token(text: str) -> tuple[User, Actor]:
    """Whose token this is, with what it is good for at this moment.

    Raises Unauthenticated, in the same words for every reason: malformed, unknown, expired,
    revoked, or its owner has no role in its group any more.
    """
    token = _live_token(text) if is_well_formed(text) else None
    if token is None:
        raise _refusal()
    allowed = grantable(
        roles=_roles(token.user_id, token.group_id), is_platform_admin=token.user.is_superuser
    )
    if not allowed:
        raise _refusal()
    _mark_used(token)
    return token.user, Actor(
        user_id=token.user_id,
        token_id=token.pk,
        group_id=token.group_id,
        scopes=allowed.intersection(token.scopes),
        is_platform_admin=token.user.is_superuser,
    )


def _live_token(text: str) -> Token | None:
    return (
        Token.objects.select_related("user")
        .filter(
            digest=digest_of(text),
            revoked_at=None,
            expires_at__gt=timezone.now(),
            user__is_active=True,
        )
        .first()
    )


def _refusal() -> Unauthenticated:
    return Unauthenticated("This token is not valid or no longer valid.", code="invalid_token")


def _mark_used(token: Token) -> None:
    """One write a day is enough to find tokens that nobody uses."""
    today = timezone.now().date()
    if token.last_used_on != today:
        Token.objects.filter(pk=token.pk).update(last_used_on=today)


def _roles(user_id: int, group_id: int) -> list[str]:
    rows = Staff.objects.filter(user=user_id, group=group_id, ended_at=None)
    return list(rows.values_list("role", flat=True))


def _require_own(user: User, group: Group, actor: Actor) -> None:
    if actor.is_system:
        return
    if actor.user_id != user.pk:
        raise Forbidden(gettext("Tokens are made and ended by the person they act for."))
    if actor.token_id is not None and actor.group_id != group.pk:
        raise Forbidden(gettext("A token mints tokens of its own group only."))


def _known(scopes: Collection[str]) -> frozenset[str]:
    unknown = sorted(set(scopes) - SCOPES)
    if unknown:
        raise Invalid.field(
            "scopes",
            "unknown",
            gettext("No such scope: %(unknown)s. There are: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": _list(SCOPES)},
        )
    if not scopes:
        raise Invalid.field("scopes", "required", gettext("Name at least one scope."))
    return frozenset(scopes)


def _require_within(wanted: frozenset[str], *, user: User, group: Group, actor: Actor) -> None:
    allowed = grantable(roles=_roles(user.pk, group.pk), is_platform_admin=user.is_superuser)
    if not allowed:
        raise Forbidden(gettext("The person has no role in this group."), code="no_role")
    if actor.scopes is not None:
        allowed &= actor.scopes
    if wanted - allowed:
        raise Forbidden(
            gettext("More than the person may do there: %(scopes)s.")
            % {"scopes": _list(wanted - allowed)},
            code="scope_exceeds_role",
        )


def _locked_parent(actor: Actor) -> Token | None:
    """The token that mints, locked: one that is being revoked mints nothing more."""
    if actor.token_id is None:
        return None
    parent = Token.objects.select_for_update().get(pk=actor.token_id)
    if parent.revoked_at is not None:
        raise _refusal()
    return parent


def _end(days: int, parent: Token | None) -> datetime:
    if not 1 <= days <= MOST_DAYS:
        raise Invalid.field(
            "days",
            "invalid",
            gettext("A token lives 1 to %(most_days)s days.") % {"most_days": MOST_DAYS},
        )
    end = timezone.now() + timedelta(days=days)
    return end if parent is None else min(end, parent.expires_at)


def _list(scopes: Collection[str]) -> str:
    return ", ".join(sorted(scopes))
