"""Reads API tokens; never their secret, which nobody has."""

from django.db.models import QuerySet

from core.actors import Actor
from core.errors import NotFound
from groups.models import Token


def tokens_of(actor: Actor) -> QuerySet[Token]:
    """The actor's own tokens that were not revoked; for a token, those of its group."""
    rows = Token.objects.filter(user=actor.user_id, revoked_at=None).select_related("group")
    return rows.filter(group=actor.group_id) if actor.token_id is not None else rows


def get_token(*, prefix: str, actor: Actor) -> Token:
    """The actor's own token that begins so. Raises NotFound."""
    token = tokens_of(actor).filter(prefix=prefix).first()
    if token is None:
        raise NotFound
    return token
