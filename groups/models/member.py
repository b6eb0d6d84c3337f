"""A person on one group's list. The primary key is the person, as the group knows them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from groups.models.group import Group


class MemberState(models.TextChoices):
    """`left` and `erased` are tombstones: only the person's own later consent brings them back."""

    ACTIVE = "active"
    UNSUBSCRIBED = "unsubscribed"
    LEFT = "left"
    ERASED = "erased"


HELD = frozenset({MemberState.ACTIVE, MemberState.UNSUBSCRIBED})
GONE = frozenset({MemberState.LEFT, MemberState.ERASED})


class MemberSource(models.TextChoices):
    """How somebody, or a consent, came to a list."""

    PETITION = "petition"
    EVENT = "event"
    IMPORT = "import"
    DESK = "desk"
    API = "api"


TAG_LENGTH = 40


class Member(models.Model):
    """`id` is a UUIDv8 over group and identity (`groups.member_identity`): one row a person, and
    unrelated ids on two lists.

    `sealed` is the person as JSON (`groups.member_person`) under the group's key. `consented`: a
    consent of theirs stands; `contactable`: there is an address to write to. `source_ref` is the
    slug of the petition or event, or the id of the import. `stopped_at` is when an unsubscribed,
    left or erased member became so: consents given before it do not undo it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    # No foreign-key trigger: a list of 200,000 would lock the one group row for each of its people.
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="members", db_index=False, db_constraint=False
    )
    state = models.CharField(max_length=12, choices=MemberState.choices, default=MemberState.ACTIVE)
    sealed = models.BinaryField(null=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=40, blank=True)
    city = models.CharField(max_length=80, blank=True)
    tags = ArrayField(models.CharField(max_length=TAG_LENGTH), default=list, blank=True)
    consented = models.BooleanField(default=False)
    contactable = models.BooleanField(default=False)
    source_kind = models.CharField(max_length=8, choices=MemberSource.choices)
    source_ref = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["group", "-created_at", "-id"], name="member_list"),
            models.Index(
                fields=["group", "region", "city", "-created_at", "-id"], name="member_place"
            ),
            models.Index(
                fields=["group", "source_kind", "source_ref", "-created_at", "-id"],
                name="member_source",
            ),
            models.Index(
                fields=["group", "consented", "state", "-created_at", "-id"], name="member_consent"
            ),
            # Of few different values, so it is small: the sizes of a list are counted in it.
            models.Index(fields=["group", "state", "consented"], name="member_count"),
            GinIndex(fields=["tags"], name="member_tags"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MemberState.values), name="member_state_known"
            ),
            models.CheckConstraint(
                condition=Q(source_kind__in=MemberSource.values), name="member_source_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=GONE) ^ Q(sealed__isnull=False), name="member_held_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(state=MemberState.ACTIVE) ^ Q(stopped_at__isnull=False),
                name="member_stopped_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(consented=False) | Q(state=MemberState.ACTIVE),
                name="member_consent_of_the_active",
            ),
        ]
