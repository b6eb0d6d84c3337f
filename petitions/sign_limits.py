"""How often one network, one mailbox and one token may hand in signatures.

A rally signs from one network within minutes, and a retrying client sends the same person many
times, so the limits are wide: they stop machines, not crowds. A mailbox's tries count alike
whether or not it had signed.
"""

from core.actors import Actor
from core.throttle import Limit, require_within
from petitions.identity import Email, email_identity

PER_NETWORK = Limit("sign.network", count=600, seconds=600)
PER_MAILBOX = Limit("sign.mailbox", count=60, seconds=3600)
PER_TOKEN = Limit("sign.token", count=12_000, seconds=600)


def require_sign_limits(*, email: Email, network: str, actor: Actor) -> None:
    """Takes one use of each limit; a token stands in for its server's network.

    Raises TooManyRequests.
    """
    mailbox = (PER_MAILBOX, email_identity(email.canonical))
    if actor.token_id is not None:
        require_within(mailbox, (PER_TOKEN, str(actor.token_id)))
    else:
        require_within(mailbox, (PER_NETWORK, network))
