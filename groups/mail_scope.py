"""Which mail a member stops who unsubscribes: all of one group to its list."""


def mail_scope(group_id: int) -> str:
    """The scope of suppressions of one group's mail to its members."""
    return f"group:{group_id}"
