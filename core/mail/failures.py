"""How sending can fail, by what should be done about it. Codes only, never addresses."""


class SendFailure(Exception):
    """`code` names what happened, e.g. "smtp_550"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TemporaryFailure(SendFailure):
    """This message did not go out now: try it again later."""


class DomainBusy(TemporaryFailure):
    """The recipient's domain does not want mail now: give it a pause, and try this later."""


class PermanentFailure(SendFailure):
    """This message can never go out: keep it as failed."""


class MailboxGone(PermanentFailure):
    """The recipient's mailbox does not exist: never write to it again."""


class TransportDown(SendFailure):
    """No message can go out now: leave all of them as they are and come back."""
