"""Where somebody's row on a member list went when another address gave it another id."""

from django.db import models

from groups.models.member import Member


class MemberForward(models.Model):
    """`old_id` is an id that `member` had. Links of mails sent before lead there, and who is added
    again under the old address is the same person.

    No row has an id that forwards, and no forward leads to another: each goes to the present row.
    """

    old_id = models.UUIDField(primary_key=True, editable=False)
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="forwards", db_constraint=False
    )
