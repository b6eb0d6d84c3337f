"""How often one network, one mailbox and one token may hand in a public form.

A rally signs from one network within minutes, and a retrying client sends the same person many
times, so the limits are wide: they stop machines, not crowds. A mailbox's tries count alike
whether or not it had signed.
"""

from dataclasses import dataclass

from core.actors import Actor
from core.throttle import Limit, require_within
from groups.identity import Email, email_identity


@dataclass(frozen=True)
class FormLimits:
    """The limits of one kind of form: what is handed in elsewhere does not count for it."""

    per_network: Limit
    per_mailbox: Limit
    per_token: Limit

    @classmethod
    def named(cls, name: str) -> "FormLimits":
        return cls(
            Limit(f"{name}.network", count=600, seconds=600),
            Limit(f"{name}.mailbox", count=60, seconds=3600),
            Limit(f"{name}.token", count=12_000, seconds=600),
        )

    def require(self, *, email: Email, network: str, actor: Actor) -> None:
        """Takes one use of each; a token stands in for its server's network.

        Raises TooManyRequests.
        """
        mailbox = (self.per_mailbox, email_identity(email.canonical))
        if actor.token_id is not None:
            require_within(mailbox, (self.per_token, str(actor.token_id)))
        else:
            require_within(mailbox, (self.per_network, network))


SIGN, RSVP = FormLimits.named("sign"), FormLimits.named("rsvp")
