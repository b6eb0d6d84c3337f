"""That a member agreed to hear from the group: to which wording, when, through what."""

from django.db import models

from groups.models.member import Member, MemberSource


class MemberConsent(models.Model):
    """`wording` is the version of the text that the person saw (`ConsentWording`), or `list:ID`
    where a list says that they agreed. One for each petition, event or list."""

    member = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        related_name="consents",
        db_index=False,
        db_constraint=False,
    )
    wording = models.CharField(max_length=60)
    language = models.CharField(max_length=35, blank=True)
    given_at = models.DateTimeField()
    source_kind = models.CharField(max_length=8, choices=MemberSource.choices)
    source_ref = models.CharField(max_length=60, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "source_kind", "source_ref"], name="member_consent_once"
            ),
            models.CheckConstraint(
                condition=models.Q(source_kind__in=MemberSource.values),
                name="member_consent_source_known",
            ),
        ]
